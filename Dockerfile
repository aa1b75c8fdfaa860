# Builds the guard and packs it with a Java runtime:  docker build -t ollama-guard .
# Options go behind the name of the image, as in docs/operations.md; without any the guard listens on all addresses.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -pl ollama-guard-jetty-demo -am -DskipTests package

FROM eclipse-temurin:25-jre
COPY --from=build /source/ollama-guard-jetty-demo/target/ollama-guard-demo.jar /opt/ollama-guard/ollama-guard.jar
ENV OLLAMA_GUARD_KEYS_FILE=/etc/ollama-guard/keys.txt
# A number, because Kubernetes cannot tell whether a name is root.
USER 10001:10001
EXPOSE 8080 9464
# The image may lack curl, so the guard has a command for it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-jar", "/opt/ollama-guard/ollama-guard.jar", "health"]
# In this form java is process 1 and gets SIGTERM, upon which running answers are completed.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "/opt/ollama-guard/ollama-guard.jar"]
CMD ["--host", "0.0.0.0"]
