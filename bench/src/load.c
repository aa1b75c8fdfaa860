/*
 * The load of the benchmark, and its measuring device. Prints one line of name=value.
 *   requests   answers, one after the other on each connection
 *   streams    streams, one after the other on each connection; reads the time stamps of the chunks, and checks whose
 *              and which ones they are
 *   wait       asks again and again until the first right answer, and tells how long after --since that was
 *   hold       opens streams, waits until all of them flow or were refused with 503, and measures memory meanwhile
 *   stall      opens streams and reads nothing
 * Every answer is checked: status, end, number of chunks. CPU time is that of the processes --pids between both ends of
 * the measured window, from /proc, apart for compiler threads and garbage collection of a JVM.
 */
#include "common.h"
#include <dirent.h>
#include <getopt.h>

enum { HEAD, SIZE, DATA, DATA_END, TRAILER, LENGTH, UNTIL_CLOSE };

typedef struct {
    int fd, state, status, closing, stamps, digits, counted, failed;
    size_t left;
    int64_t sent_at, stamp, place;
    long stream;
    int misplaced;
    buffer head, body;
} connection;

typedef struct {
    int64_t *values;
    size_t count, capacity;
} samples;

typedef struct {
    long user, system, compiler, collector;
} cpu;

static int port, streams, native, thinking, chunks = 50, count = 1, hold;
static long long pace;
static double warm = 1, seconds = 5;
static const char *path, *key = "bench-key", *pids = "";
static buffer more_headers;
static buffer request;
static size_t stream_name;
static int poller;
static int64_t window_start, window_end, since;
static connection *connections;
static samples latency, first_chunk, delay;
static long completed, received, checked, flowing, broken, refused, asked;
static char first_error[160];

static void sample(samples *s, int64_t value) {
    if (s->count == s->capacity) {
        s->capacity = s->capacity ? s->capacity * 2 : 1 << 16;
        s->values = realloc(s->values, s->capacity * sizeof *s->values);
    }
    s->values[s->count++] = value;
}

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static void print_quantiles(const char *name, samples *s) {
    if (!s->count) {
        return;
    }
    qsort(s->values, s->count, sizeof *s->values, compare);
    printf(" %s_p50_us=%.1f %s_p99_us=%.1f", name, s->values[s->count / 2] / 1e3, name,
           s->values[s->count * 99 / 100] / 1e3);
}

static int in_window(int64_t now) {
    return now >= window_start && now < window_end;
}

/* Adds user and system time of a stat file; returns the name of the thread or process. */
static void read_stat(const char *file, char *name, long *user, long *system) {
    char text[1024];
    FILE *f = fopen(file, "r");
    name[0] = 0;
    if (!f) {
        return;
    }
    size_t size = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[size] = 0;
    char *open = strchr(text, '('), *close = strrchr(text, ')');
    if (!open || !close) {
        return;
    }
    sprintf(name, "%.*s", (int) (close - open - 1), open + 1);
    long u = 0, s = 0;
    sscanf(close + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &u, &s);
    *user += u;
    *system += s;
}

static int begins(const char *text, const char *with) {
    return !strncmp(text, with, strlen(with));
}

/* Totals come from the process, which includes threads that have ended. */
static cpu read_cpu(void) {
    cpu sum = {0};
    char list[1024], file[512], name[64];
    snprintf(list, sizeof list, "%s", pids);
    for (char *pid = strtok(list, ","); pid; pid = strtok(NULL, ",")) {
        snprintf(file, sizeof file, "/proc/%s/stat", pid);
        read_stat(file, name, &sum.user, &sum.system);
        snprintf(file, sizeof file, "/proc/%s/task", pid);
        DIR *tasks = opendir(file);
        for (struct dirent *t; tasks && (t = readdir(tasks));) {
            long time = 0;
            snprintf(file, sizeof file, "/proc/%s/task/%s/stat", pid, t->d_name);
            read_stat(file, name, &time, &time);
            if (begins(name, "C1 Comp") || begins(name, "C2 Comp")) {
                sum.compiler += time;
            } else if (begins(name, "GC Thread") || begins(name, "G1 ") || begins(name, "VM Thread")) {
                sum.collector += time;
            }
        }
        if (tasks) {
            closedir(tasks);
        }
    }
    return sum;
}

static long rss_kib(void) {
    long sum = 0, kib;
    char list[1024], file[64], line[256];
    snprintf(list, sizeof list, "%s", pids);
    for (char *pid = strtok(list, ","); pid; pid = strtok(NULL, ",")) {
        snprintf(file, sizeof file, "/proc/%s/status", pid);
        FILE *f = fopen(file, "r");
        while (f && fgets(line, sizeof line, f)) {
            if (sscanf(line, "VmRSS: %ld", &kib) == 1) {
                sum += kib;
            }
        }
        if (f) {
            fclose(f);
        }
    }
    return sum;
}

static void make_request(void) {
    char body[1024], head[1024], model[64] = "bench";
    if (streams) {
        sprintf(model, "bench-%d-%lld", chunks, pace);
    }
    int size = sprintf(body,
                       "{\"model\":\"%s\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant "
                       "who answers in one paragraph.\"},{\"role\":\"user\",\"content\":\"What does a proxy do, and "
                       "what does it cost? This is " STREAM_MARK "00000000.\"}],%s%s,\"stream\":%s}",
                       model, thinking ? "\"reasoning_effort\":\"low\"," : "",
                       native ? "\"options\":{\"temperature\":0.7,\"num_ctx\":8192}"
                              : "\"temperature\":0.7,\"num_ctx\":8192",
                       streams ? "true" : "false");
    append(&request, head,
           sprintf(head,
                   "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\nUser-Agent: bench\r\n"
                   "Accept: application/json\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
                   path, port, key, more_headers.size ? more_headers.data : "", size));
    append(&request, body, size);
    stream_name = (char *) memmem(request.data, request.size, STREAM_MARK, strlen(STREAM_MARK)) - request.data +
            strlen(STREAM_MARK);
}

static void fail(connection *c, const char *what) {
    if (!first_error[0]) {
        snprintf(first_error, sizeof first_error, "%s,status_%d,chunks_%d", what, c->status, c->stamps);
    }
    broken++;
}

static void ask(connection *c) {
    c->state = HEAD;
    c->status = c->closing = c->stamps = c->counted = c->misplaced = 0;
    c->digits = -1;
    c->head.size = c->body.size = 0;
    c->stream = ++asked % 100000000;
    for (long i = STREAM_DIGITS - 1, rest = c->stream; i >= 0; i--, rest /= 10) {
        request.data[stream_name + i] = '0' + rest % 10;
    }
    c->sent_at = now_ns();
    if (send(c->fd, request.data, request.size, MSG_NOSIGNAL) != (ssize_t) request.size) {
        fail(c, "send");
    }
}

static void connect_and_ask(connection *c) {
    struct sockaddr_in address = loopback(port);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0) {
        die("socket");
    }
    if (connect(c->fd, (struct sockaddr *) &address, sizeof address)) {
        fail(c, "connect");
        close(c->fd);
        c->fd = -1;
        return;
    }
    no_delay(c->fd);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
    ask(c);
}

static void reconnect(connection *c) {
    close(c->fd);
    c->fd = -1;
    if (!hold) {
        connect_and_ask(c);
    }
}

static int contains(buffer *b, const char *text) {
    return memmem(b->data, b->size, text, strlen(text)) != NULL;
}

static int is_right(connection *c) {
    if (c->status != 200) {
        return 0;
    }
    if (streams) {
        return c->stamps == chunks && !c->misplaced && contains(&c->body, native ? "\"done\":true" : "data: [DONE]\n\n");
    }
    return contains(&c->body, ANSWER_END) && contains(&c->body, native ? "\"done\":true" : "\"chat.completion\"");
}

static void complete(connection *c, int64_t now) {
    if (hold && c->status == 503) {
        refused++;
    } else if (!is_right(c)) {
        fail(c, "wrong_answer");
    } else if (in_window(now)) {
        completed++;
        sample(&latency, now - c->sent_at);
    }
    if (c->closing || hold) {
        reconnect(c);
    } else {
        ask(c);
    }
}

static void stamp(connection *c, int64_t now) {
    c->misplaced += c->place != (int64_t) c->stream * CHUNK_NUMBERS + c->stamps % CHUNK_NUMBERS;
    checked++;
    if (!c->stamps++) {
        flowing++;
        if (c->sent_at >= window_start && in_window(now)) {
            sample(&first_chunk, now - c->sent_at);
        }
    }
    if (in_window(now)) {
        received++;
        sample(&delay, now - c->stamp);
    }
}

static void content(connection *c, const char *data, size_t size, int64_t now) {
    if (!streams) {
        append(&c->body, data, size);
        return;
    }
    for (const char *p = data, *end = data + size; p < end;) {
        if (c->digits < 0) {
            p = memchr(p, STAMP_MARK, end - p);
            if (!p) {
                break;
            }
            p++;
            c->digits = 0;
            c->stamp = c->place = 0;
        } else {
            int64_t *value = c->digits < STAMP_DIGITS ? &c->stamp : &c->place;
            *value = *value * 10 + *p++ - '0';
            if (++c->digits == STAMP_DIGITS + PLACE_DIGITS) {
                c->digits = -1;
                stamp(c, now);
            }
        }
    }
    if (c->body.size > 4096) {
        discard(&c->body, c->body.size - 1024);
    }
    size_t kept = size > 1024 ? 1024 : size;
    append(&c->body, data + size - kept, kept);
}

static void head_complete(connection *c, const char *end) {
    c->status = atoi(c->head.data + 9);
    const char *connection_header = header(c->head.data, end, "connection");
    c->closing = connection_header && !strncasecmp(connection_header, "close", 5);
    const char *length = header(c->head.data, end, "content-length");
    if (header(c->head.data, end, "transfer-encoding")) {
        c->state = SIZE;
        c->left = 0;
    } else if (length) {
        c->state = LENGTH;
        c->left = atol(length);
    } else {
        c->state = UNTIL_CLOSE;
        c->closing = 1;
    }
}

/* Takes bytes of an answer; returns how many belong to it, with *done set at its end. */
static size_t take(connection *c, const char *data, size_t size, int64_t now, int *done) {
    if (c->state == HEAD) {
        size_t before = c->head.size;
        append(&c->head, data, size);
        char *end = memmem(c->head.data, c->head.size, "\r\n\r\n", 4);
        if (!end) {
            return size;
        }
        size_t used = end + 4 - c->head.data;
        head_complete(c, end + 2);
        c->head.size = 0;
        *done = c->state == LENGTH && !c->left;
        return used - before;
    }
    if (c->state == SIZE || c->state == DATA_END || c->state == TRAILER) {
        const char *line = memchr(data, '\n', size);
        size_t used = line ? (size_t) (line + 1 - data) : size;
        append(&c->head, data, used);
        if (!line) {
            return used;
        }
        append(&c->head, "", 1);
        if (c->state == DATA_END) {
            c->state = SIZE;
        } else if (c->state == SIZE) {
            c->left = strtoul(c->head.data, NULL, 16);
            c->state = c->left ? DATA : TRAILER;
        } else if (c->head.data[0] == '\r') {
            *done = 1;
        }
        c->head.size = 0;
        return used;
    }
    size_t used = c->state == UNTIL_CLOSE || size < c->left ? size : c->left;
    content(c, data, used, now);
    if (c->state != UNTIL_CLOSE && !(c->left -= used)) {
        *done = c->state == LENGTH;
        c->head.size = 0;
        c->state = DATA_END;
    }
    return used;
}

static void readable(connection *c) {
    static char data[256 * 1024];
    ssize_t got = recv(c->fd, data, sizeof data, 0);
    if (got < 0 && errno == EAGAIN) {
        return;
    }
    int64_t now = now_ns();
    if (got <= 0) {
        if (c->state == UNTIL_CLOSE && got == 0) {
            complete(c, now);
        } else {
            fail(c, "cut");
            reconnect(c);
        }
        return;
    }
    for (ssize_t at = 0; at < got;) {
        int done = 0;
        at += take(c, data + at, got - at, now, &done);
        if (done) {
            complete(c, now);
            return;
        }
    }
}

static void poll_for(int64_t until) {
    struct epoll_event events[512];
    int64_t wait = until - now_ns();
    if (wait < 0) {
        wait = 0;
    }
    struct timespec limit = {wait / 1000000000, wait % 1000000000};
    int n = epoll_pwait2(poller, events, 512, &limit, NULL);
    for (int i = 0; i < n; i++) {
        readable(events[i].data.ptr);
    }
}

static void report_cpu(cpu from, cpu to, long units) {
    if (!units) {
        return;
    }
    double micros = 1e6 / sysconf(_SC_CLK_TCK) / units;
    long compiler = to.compiler - from.compiler, collector = to.collector - from.collector;
    compiler = compiler < 0 ? 0 : compiler;
    collector = collector < 0 ? 0 : collector;
    long all = to.user + to.system - from.user - from.system;
    printf(" cpu_us=%.2f kernel_us=%.2f compiler_us=%.2f gc_us=%.2f cpu_share=%.2f", (all - compiler) * micros,
           (to.system - from.system) * micros, compiler * micros, collector * micros,
           all / (double) sysconf(_SC_CLK_TCK) / seconds);
}

/* Starts connections evenly over the warm-up, then measures the window. */
static void measure(void) {
    int64_t start = now_ns(), spread = pace ? (int64_t) (warm * 0.8e9) : 0;
    window_start = start + (int64_t) (warm * 1e9);
    window_end = window_start + (int64_t) (seconds * 1e9);
    int begun = 0;
    while (now_ns() < window_start) {
        while (begun < count && now_ns() >= start + spread / count * begun) {
            connect_and_ask(&connections[begun++]);
        }
        poll_for(begun < count ? start + spread / count * begun : window_start);
    }
    cpu from = read_cpu();
    while (now_ns() < window_end) {
        poll_for(window_end);
    }
    cpu to = read_cpu();
    printf("completed=%ld errors=%ld per_second=%.1f", completed, broken,
           (streams ? received : completed) / seconds);
    report_cpu(from, to, streams ? received : completed);
    if (streams) {
        printf(" checked=%ld", checked);
        print_quantiles("ttft", &first_chunk);
        print_quantiles("delay", &delay);
    } else {
        print_quantiles("latency", &latency);
    }
}

/* A process that starts: refused connections and other answers are no errors. */
static void wait_for_first(void) {
    window_end = INT64_MAX;
    hold = 1;
    int64_t limit = now_ns() + 60000000000;
    while (!completed && now_ns() < limit) {
        connection *c = &connections[0];
        connect_and_ask(c);
        int64_t patience = now_ns() + 2000000000;
        while (c->fd >= 0 && now_ns() < patience) {
            poll_for(patience);
            if (completed) {
                break;
            }
        }
        if (c->fd >= 0) {
            close(c->fd);
        }
        usleep(1000);
    }
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    broken = 0;
    first_error[0] = 0;
    printf("errors=%d ready_ms=%.0f", completed ? 0 : 1,
           (((int64_t) t.tv_sec * 1000000000 + t.tv_nsec) - since) / 1e6);
}

static void hold_open(void) {
    int64_t start = now_ns(), limit = start + 60000000000;
    window_end = INT64_MAX;
    int begun = 0;
    while (now_ns() < limit && flowing + broken + refused < count) {
        while (begun < count && now_ns() >= start + (int64_t) begun * 300000) {
            connect_and_ask(&connections[begun++]);
        }
        poll_for(begun < count ? start + (int64_t) begun * 300000 : now_ns() + 10000000);
    }
    long missing = count - flowing - broken - refused;
    if (missing > 0) {
        snprintf(first_error, sizeof first_error, "%ld_streams_did_not_begin_within_60_s", missing);
        broken += missing;
        flowing += missing;
    }
    for (int64_t settled = now_ns() + (int64_t) (seconds * 1e9); now_ns() < settled;) {
        poll_for(settled);
    }
    printf("open=%ld errors=%ld refused=%ld rss_kib=%ld", flowing - broken, broken, refused, rss_kib());
}

/* Small receive buffers, so that the answers pile up early. */
static void stall(void) {
    struct sockaddr_in address = loopback(port);
    int small = 64 * 1024, open = 0;
    char begin[13] = {0};
    for (int i = 0; i < count; i++) {
        int fd = connections[i].fd = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        if (connect(fd, (struct sockaddr *) &address, sizeof address)) {
            die("connect");
        }
        ask(&connections[i]);
    }
    usleep((useconds_t) (seconds * 1e6));
    for (int i = 0; i < count; i++) {
        recv(connections[i].fd, begin, sizeof begin - 1, MSG_PEEK | MSG_DONTWAIT);
        open += !strcmp(begin, "HTTP/1.1 200");
    }
    printf("open=%d errors=%d rss_kib=%ld", open, count - open, rss_kib());
}

int main(int argc, char **argv) {
    static const struct option options[] = {
            {"port", 1, 0, 'p'},    {"path", 1, 0, 'u'},  {"connections", 1, 0, 'c'}, {"chunks", 1, 0, 'n'},
            {"pace", 1, 0, 'i'},    {"warm", 1, 0, 'w'},  {"seconds", 1, 0, 's'},     {"key", 1, 0, 'k'},
            {"pids", 1, 0, 'P'},    {"since", 1, 0, 'S'}, {"header", 1, 0, 'H'},
            {"native", 0, 0, 'N'},  {"thinking", 0, 0, 'T'},  {0, 0, 0, 0}};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (o) {
        case 'p': port = atoi(optarg); break;
        case 'u': path = optarg; break;
        case 'c': count = atoi(optarg); break;
        case 'n': chunks = atoi(optarg); break;
        case 'i': pace = atoll(optarg); break;
        case 'w': warm = atof(optarg); break;
        case 's': seconds = atof(optarg); break;
        case 'k': key = optarg; break;
        case 'P': pids = optarg; break;
        case 'S': since = atoll(optarg); break;
        case 'H':
            more_headers.size -= more_headers.size > 0;
            append(&more_headers, optarg, strlen(optarg));
            append(&more_headers, "\r\n", 3);
            break;
        case 'N': native = 1; break;
        case 'T': thinking = 1; break;
        default: return 2;
        }
    }
    const char *mode = optind < argc ? argv[optind] : "";
    hold = !strcmp(mode, "hold");
    int stalls = !strcmp(mode, "stall");
    streams = hold || stalls || !strcmp(mode, "streams");
    if (!port || (!streams && strcmp(mode, "requests") && strcmp(mode, "wait"))) {
        fprintf(stderr, "usage: load requests|streams|hold|stall|wait --port N [--path /v1/chat/completions] [--native] [--thinking]\n"
                        "  [--connections N] [--chunks N] [--pace MICROS] [--warm S] [--seconds S] [--key KEY]\n"
                        "  [--pids P,P] [--since UNIX_NANOS] [--header NAME:VALUE]...\n");
        return 2;
    }
    if (!path) {
        path = native ? "/api/chat" : "/v1/chat/completions";
    }
    make_request();
    poller = epoll_create1(0);
    connections = calloc(count, sizeof *connections);
    if (!strcmp(mode, "wait")) {
        wait_for_first();
    } else if (hold) {
        hold_open();
    } else if (stalls) {
        stall();
    } else {
        measure();
    }
    printf(" first_error=%s\n", first_error[0] ? first_error : "none");
    return 0;
}
