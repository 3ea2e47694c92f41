namespace Janitor.Kubernetes.Hosting;

/// <summary>Gives a number from 0 up to but not including 1, by chance; spreads what many processes would otherwise do at the same moment.</summary>
public delegate double Chance();
