FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml .
RUN mvn -q -B -Dspotless.check.skip dependency:go-offline
COPY src src
RUN mvn -q -B -Dspotless.check.skip -DskipTests package \
    && java -Djarmode=tools -jar target/dscore-*.jar extract --destination /app --application-filename dscore.jar

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jre-headless curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /app --shell /usr/sbin/nologin dscore
WORKDIR /app
COPY --from=build --chown=dscore:dscore /app .
RUN mkdir cache && chown dscore:dscore . cache
USER dscore
ENV JAVA_TOOL_OPTIONS="-XX:+UseParallelGC -XX:MaxRAMPercentage=50 -XX:InitialRAMPercentage=50 -XX:NewSize=128m -XX:MaxNewSize=128m -XX:MetaspaceSize=160m -XX:+ExitOnOutOfMemoryError -Dspring.aot.enabled=true -Dorg.bytedeco.javacpp.cachedir=/app/cache" \
    MALLOC_ARENA_MAX=2 \
    OPENBLAS_CORETYPE=Haswell \
    SERVER_ADDRESS=0.0.0.0
# a start that stops once the context is up leaves the unpacked natives in the cache and the classes in an archive
RUN DSCORE_OPEN=true java -XX:ArchiveClassesAtExit=dscore.jsa -Dspring.context.exit=onRefresh -jar dscore.jar
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD curl -fs "http://127.0.0.1:${SERVER_PORT:-8080}/actuator/health/readiness" || exit 1
ENTRYPOINT ["java", "-XX:SharedArchiveFile=dscore.jsa", "-jar", "dscore.jar"]
