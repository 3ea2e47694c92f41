using System.Text.Json.Serialization;

namespace Janitor.Api;

/// <summary>Reads and writes an enum by its names alone: a number, which would turn <c>mode: 1</c> into Enforce, is an error.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class NameConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
