# One image for the operator, its workers and the command. Both bases are Microsoft's, or any with the same content:
#   docker build --build-arg SDK_IMAGE=… --build-arg RUNTIME_IMAGE=… .
ARG SDK_IMAGE=dotnet/sdk:10.0
ARG RUNTIME_IMAGE=dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /source
# What is restored changes less often than what is built.
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Janitor.Api/*.csproj src/Janitor.Api/packages.lock.json src/Janitor.Api/
COPY src/Janitor.Cli/*.csproj src/Janitor.Cli/packages.lock.json src/Janitor.Cli/
COPY src/Janitor.Engine/*.csproj src/Janitor.Engine/packages.lock.json src/Janitor.Engine/
COPY src/Janitor.Gateway/*.csproj src/Janitor.Gateway/packages.lock.json src/Janitor.Gateway/
COPY src/Janitor.Kubernetes/*.csproj src/Janitor.Kubernetes/packages.lock.json src/Janitor.Kubernetes/
COPY src/Janitor.Operator/*.csproj src/Janitor.Operator/packages.lock.json src/Janitor.Operator/
COPY src/Janitor.Storage/*.csproj src/Janitor.Storage/packages.lock.json src/Janitor.Storage/
RUN dotnet restore src/Janitor.Cli --runtime linux-x64 --locked-mode
COPY src src
RUN dotnet publish src/Janitor.Cli --configuration Release --runtime linux-x64 --no-restore --output /publish

FROM ${RUNTIME_IMAGE}
# pg_dump, zstd and age for backups; time zones for schedules. A base that has them already is taken as it is.
RUN command -v pg_dump age zstd >/dev/null && [ -d /usr/share/zoneinfo ] \
    || { apt-get update \
    && apt-get install -y --no-install-recommends age ca-certificates postgresql-client tzdata zstd \
    && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /publish/janitor /usr/local/bin/janitor
RUN ln -s janitor /usr/local/bin/kubectl-janitor
ENV DOTNET_EnableDiagnostics=0
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/janitor"]
