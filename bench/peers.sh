# Other gateways, measured when they are installed. They pass OpenAI's form on or translate it, each in its own way, and
# look for no key unless the label says so. As in systems.sh; sourced by run.

PEERS="olla litellm portkey spring-gateway"

is_peer() { [[ " $PEERS " = *" $1 "* ]]; }

check_olla() {
  command -v olla > /dev/null || { echo "olla is not installed"; return 1; }
  echo "Olla$(olla --version 2> /dev/null | grep -o -m1 ' v[0-9][0-9.]*[0-9]'), pass-through"
}
exec_olla() {
  fill olla.yaml "$1" "$2" > "$1/config.yaml"
  cd "$1"
  exec olla --config config.yaml
}

check_litellm() {
  command -v litellm > /dev/null || { echo "litellm is not installed"; return 1; }
  echo "LiteLLM $(litellm --version | grep -o -m1 '[0-9][0-9.]*'), translating, key checked, one worker"
}
exec_litellm() {
  fill litellm.yaml "$1" "$2" > "$1/config.yaml"
  cd "$1"
  exec env LITELLM_LOG=ERROR LITELLM_LOCAL_MODEL_COST_MAP=True litellm --config config.yaml --host 127.0.0.1 --port "$2" \
    --num_workers 1 --telemetry False
}

portkey_gateway() {
  local found
  found=$(readlink -f "$(command -v gateway)") && [[ $found = *@portkey-ai/gateway/* ]] && echo "$found"
}
check_portkey() {
  portkey_gateway > /dev/null || { echo "@portkey-ai/gateway is not installed"; return 1; }
  echo "Portkey gateway $(sed -n 's/ *"version": "\(.*\)",/\1/p' "$(dirname "$(portkey_gateway)")/../package.json")"
}
exec_portkey() { exec env NODE_ENV=production node "$(portkey_gateway)" "--port=$2" --headless; }

check_spring-gateway() {
  [ -f "${SPRING_GATEWAY_JAR:-}" ] || { echo "SPRING_GATEWAY_JAR names no Spring Cloud Gateway"; return 1; }
  [ -n "$JDK_NEWEST" ] || { echo "no JDK 21 or later found"; return 1; }
  echo "Spring Cloud Gateway, pass-through, JDK $(jdk_version "$JDK_NEWEST")"
}
exec_spring-gateway() {
  local route='spring.cloud.gateway.server.webflux.routes[0]'
  exec "$JDK_NEWEST/bin/java" -jar "$SPRING_GATEWAY_JAR" "--server.address=127.0.0.1" "--server.port=$2" \
    "--$route.id=ollama" "--$route.uri=http://127.0.0.1:$UPSTREAM_PORT" "--$route.predicates[0]=Path=/**"
}
