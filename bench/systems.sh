# What is measured. Each system has a function that prints its label or why it cannot run, and one that becomes its
# process (exec), with its files in $1, on port $2. Sourced by run.

. "$BENCH/peers.sh"

ALL_SYSTEMS="direct haproxy nginx-original nginx-tuned guard-jdk17 guard-newest guard-small tomcat-newest $PEERS"

nginx_binary() { command -v openresty || command -v nginx; }

# Debian's modules, with absolute paths because -p moves the prefix; OpenResty has everything built in.
nginx_modules() {
  command -v openresty > /dev/null && return
  local directory
  directory=$(nginx -V 2>&1 | sed -n 's/.*--modules-path=\([^ ]*\).*/\1/p')
  cat /etc/nginx/modules-enabled/*ndk*.conf /etc/nginx/modules-enabled/*http-lua*.conf | sed "s|modules/|$directory/|"
}

has_lua() {
  nginx_binary > /dev/null || { echo "nginx is not installed"; return 1; }
  command -v openresty > /dev/null || ls /etc/nginx/modules-enabled/*http-lua* > /dev/null 2>&1 ||
    { echo "nginx has no Lua module"; return 1; }
}

nginx_version() { "$(nginx_binary)" -v 2>&1 | sed 's/.*: //'; }

check_direct() { echo "the upstream itself"; }
check_haproxy() {
  command -v haproxy > /dev/null || { echo "haproxy is not installed"; return 1; }
  echo "HAProxy $(haproxy -v | sed -n '1s/.*version \([0-9.]*\).*/\1/p'), pass-through"
}
check_nginx-original() { has_lua && echo "nginx+Lua original, request only"; }
check_nginx-tuned() { has_lua && echo "nginx+Lua tuned, translating"; }
check_guard-jdk17() {
  [ -n "$JDK17" ] || { echo "no JDK 17 found"; return 1; }
  echo "guard, demo jar, JDK 17, platform threads"
}
check_guard-newest() {
  [ -n "$JDK_NEWEST" ] || { echo "no JDK 21 or later found"; return 1; }
  echo "guard, demo jar, JDK $(jdk_version "$JDK_NEWEST"), virtual threads"
}
check_guard-small() {
  local newest
  newest=$(check_guard-newest) || { echo "$newest"; return 1; }
  echo "$newest, $(small_flags)"
}
# What docs/performance.md advises where memory is scarce.
small_flags() {
  echo "-Xmx256m -XX:+UseSerialGC$([ "$(jdk_version "$JDK_NEWEST")" -lt 25 ] || echo " -XX:+UseCompactObjectHeaders")"
}
check_tomcat-newest() {
  [ -n "$JDK_NEWEST" ] || { echo "no JDK 21 or later found"; return 1; }
  [ -d "$TOMCAT" ] || { echo "no Tomcat could be unpacked"; return 1; }
  echo "guard, WAR, Tomcat ${TOMCAT##*-}, JDK $(jdk_version "$JDK_NEWEST"), virtual threads"
}
check_tomcat-jdk17() {
  [ -n "$JDK17" ] || { echo "no JDK 17 found"; return 1; }
  [ -d "$TOMCAT" ] || { echo "no Tomcat could be unpacked"; return 1; }
  echo "guard, WAR, Tomcat ${TOMCAT##*-}, JDK 17, platform threads"
}

# Fills the places marked @like-this@ of a configuration.
fill() {
  local user=""
  [ "$(id -u)" = 0 ] && user="user root;"
  sed -e "s|@dir@|$2|g; s|@port@|$3|g; s|@upstream@|$UPSTREAM_PORT|g; s|@keys@|$KEYS|g; s|@config@|$BENCH/config|g" \
    -e "s|@user@|$user|; s|@virtual@|${4:-}|; s|@files@|$FILES|; s|@clients@|$((FILES / 2 - 50))|" "$BENCH/config/$1" |
    if [[ $1 = nginx* ]]; then sed -e "/@modules@/{r $2/modules" -e 'd}'; else cat; fi
}

exec_nginx() {
  nginx_modules > "$2/modules"
  fill "$1.conf" "$2" "$3" > "$2/nginx.conf"
  exec "$(nginx_binary)" -p "$2" -c "$2/nginx.conf"
}

exec_guard() {
  exec "$1/bin/java" ${4:-} -jar "$GUARD_JAR" --port "$3" --upstream "http://127.0.0.1:$UPSTREAM_PORT" --keys "$KEYS"
}

exec_tomcat() {
  mkdir -p "$2/conf/ollama-guard" "$2/webapps" "$2/temp" "$2/logs" "$2/work"
  cp "$TOMCAT"/conf/{web.xml,catalina.properties,logging.properties} "$2/conf/"
  fill tomcat-server.xml "$2" "$3" "$4" > "$2/conf/server.xml"
  cp "$KEYS" "$2/conf/ollama-guard/keys.txt"
  cp "$GUARD_WAR" "$2/webapps/ollama.war"
  export JAVA_HOME=$1 CATALINA_BASE=$2 CATALINA_HOME=$TOMCAT
  export OLLAMA_GUARD_UPSTREAM="http://127.0.0.1:$UPSTREAM_PORT"
  exec bash "$TOMCAT/bin/catalina.sh" run
}

exec_direct() { exec "$BUILD/upstream" "$2"; }
exec_haproxy() { fill haproxy.cfg "$1" "$2" > "$1/haproxy.cfg"; exec haproxy -db -f "$1/haproxy.cfg"; }
exec_nginx-original() { exec_nginx nginx-original "$@"; }
exec_nginx-tuned() { exec_nginx nginx-tuned "$@"; }
exec_guard-jdk17() { exec_guard "$JDK17" "$@"; }
exec_guard-newest() { exec_guard "$JDK_NEWEST" "$@"; }
exec_guard-small() { exec_guard "$JDK_NEWEST" "$@" "$(small_flags)"; }
exec_tomcat-newest() { exec_tomcat "$JDK_NEWEST" "$@" true; }
exec_tomcat-jdk17() { exec_tomcat "$JDK17" "$@" false; }

path_of() {
  case $1 in
    guard-* | tomcat-*) echo /ollama/v1/chat/completions ;;
    olla) echo /olla/ollama/v1/chat/completions ;;
    *) echo /v1/chat/completions ;;
  esac
}

# How to ask a system, as arguments of load.
address() {
  echo --port "${port[$1]}" --path "$(path_of "$1")"
  [ "$1" != portkey ] || echo --header x-portkey-provider:ollama --header "x-portkey-custom-host:http://127.0.0.1:$UPSTREAM_PORT"
}

is_jvm() { [[ $1 = guard-* || $1 = tomcat-* || $1 = spring-gateway ]]; }

# Only the guard says what a request that asks for thinking costs: the others do not translate that.
is_guard() { [[ $1 = guard-* || $1 = tomcat-* ]]; }

# Measured only in the part about memory.
is_memory_only() { [ "$1" = guard-small ]; }
