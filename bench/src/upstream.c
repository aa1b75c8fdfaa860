/*
 * A scripted Ollama: answers /api/chat and /v1/chat/completions. The model's name is the script:
 *   bench            one answer of about 600 bytes, or a stream of 50 chunks
 *   bench-N-U        a stream of N chunks, one every U microseconds; U = 0: back to back
 * Every chunk holds the time at which it was sent. One thread; all streams of one pace share a queue in order of time.
 */
#include "common.h"

#define MAX_PACES 16
#define BURST (16 * 1024)

typedef struct connection {
    int fd, openai, http10, closing, waiting, blocked;
    int chunks, sent, stream;
    int64_t pace, due;
    char model[64];
    buffer in, out;
    struct connection *next; /* in the queue of its pace */
} connection;

typedef struct {
    int64_t pace;
    connection *first, *last;
} queue;

static queue queues[MAX_PACES];
static int queue_count, poller;

static void enqueue(connection *c) {
    int i = 0;
    while (i < queue_count && queues[i].pace != c->pace) {
        i++;
    }
    if (i == MAX_PACES) {
        fprintf(stderr, "too many different paces\n");
        exit(1);
    }
    if (i == queue_count) {
        queues[queue_count++].pace = c->pace;
    }
    c->next = NULL;
    c->waiting = 1;
    if (queues[i].last) {
        queues[i].last->next = c;
    } else {
        queues[i].first = c;
    }
    queues[i].last = c;
}

/* A queued connection is only marked here; the queue frees it when its turn comes. */
static void drop(connection *c) {
    if (c->fd >= 0) {
        close(c->fd);
        c->fd = -1;
    }
    if (!c->waiting) {
        free(c->in.data);
        free(c->out.data);
        free(c);
    }
}

static void text(connection *c, const char *data, int size) {
    char frame[16];
    if (c->http10) {
        append(&c->out, data, size);
        return;
    }
    append(&c->out, frame, sprintf(frame, "%x\r\n", size));
    append(&c->out, data, size);
    append(&c->out, "\r\n", 2);
}

static void chunk(connection *c) {
    char line[512];
    long long stamp = now_ns();
    int number = c->sent % CHUNK_NUMBERS;
    int size = c->openai
            ? sprintf(line,
                      "data: {\"id\":\"chatcmpl-742\",\"object\":\"chat.completion.chunk\",\"created\":1763897465,"
                      "\"model\":\"%s\",\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"index\":0,\"delta\":"
                      "{\"role\":\"assistant\",\"content\":\"@%019lld%08d%06d\"},\"finish_reason\":null}]}\n\n",
                      c->model, stamp, c->stream, number)
            : sprintf(line,
                      "{\"model\":\"%s\",\"created_at\":\"2026-11-23T11:31:05.123456789Z\",\"message\":{\"role\":"
                      "\"assistant\",\"content\":\"@%019lld%08d%06d\"},\"done\":false}\n",
                      c->model, stamp, c->stream, number);
    text(c, line, size);
    c->sent++;
}

static void end(connection *c) {
    char line[512];
    int size = c->openai
            ? sprintf(line,
                      "data: {\"id\":\"chatcmpl-742\",\"object\":\"chat.completion.chunk\",\"created\":1763897465,"
                      "\"model\":\"%s\",\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"index\":0,\"delta\":"
                      "{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
                      c->model)
            : sprintf(line,
                      "{\"model\":\"%s\",\"created_at\":\"2026-11-23T11:31:09.123456789Z\",\"message\":{\"role\":"
                      "\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"total_duration\":"
                      "4648158584,\"load_duration\":4071084,\"prompt_eval_count\":36,\"prompt_eval_duration\":439038000,"
                      "\"eval_count\":%d,\"eval_duration\":4196918000}\n",
                      c->model, c->chunks);
    text(c, line, size);
    if (!c->http10) {
        append(&c->out, "0\r\n\r\n", 5);
    }
    c->chunks = 0;
}

/* Returns 0 when the connection is gone. */
static int flush(connection *c) {
    size_t done = 0;
    while (done < c->out.size) {
        ssize_t count = send(c->fd, c->out.data + done, c->out.size - done, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) {
            break;
        }
        if (count < 0) {
            drop(c);
            return 0;
        }
        done += count;
    }
    discard(&c->out, done);
    if (c->closing && !c->chunks && !c->out.size) {
        drop(c);
        return 0;
    }
    int blocked = c->out.size > 0;
    if (blocked != c->blocked) {
        struct epoll_event e = {.events = EPOLLIN | (blocked ? EPOLLOUT : 0), .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &e);
        c->blocked = blocked;
    }
    return 1;
}

/* Back to back: fills one burst after the other, as fast as the reader takes them. */
static int burst(connection *c) {
    while (c->chunks && !c->out.size) {
        while (c->sent < c->chunks && c->out.size < BURST) {
            chunk(c);
        }
        if (c->sent == c->chunks) {
            end(c);
        }
        if (!flush(c)) {
            return 0;
        }
    }
    return 1;
}

static int stream(connection *c) {
    char head[256];
    append(&c->out, head,
           sprintf(head, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nDate: Mon, 23 Nov 2026 11:31:05 GMT\r\n%s\r\n",
                   c->openai ? "text/event-stream" : "application/x-ndjson",
                   c->http10 ? "Connection: close\r\n" : "Transfer-Encoding: chunked\r\n"));
    c->sent = 0;
    if (!c->pace) {
        return flush(c) && burst(c);
    }
    chunk(c);
    c->due = now_ns() + c->pace;
    enqueue(c);
    return flush(c);
}

static int answer(connection *c) {
    static const char *prose = "A proxy stands between a client and a server: it takes each request, looks at it, sends"
            " it on, and hands the answer back, chunk by chunk as it comes, "
            ANSWER_END;
    char body[1024], head[256];
    int size = c->openai
            ? sprintf(body,
                      "{\"id\":\"chatcmpl-742\",\"object\":\"chat.completion\",\"created\":1763897465,\"model\":\"%s\","
                      "\"system_fingerprint\":\"fp_ollama\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                      "\"assistant\",\"content\":\"%s It was written for this purpose.\"},\"finish_reason\":\"stop\"}],"
                      "\"usage\":{\"prompt_tokens\":36,\"completion_tokens\":298,\"total_tokens\":334}}\n",
                      c->model, prose)
            : sprintf(body,
                      "{\"model\":\"%s\",\"created_at\":\"2026-11-23T11:31:05.123456789Z\",\"message\":{\"role\":"
                      "\"assistant\",\"content\":\"%s It was written for this purpose.\"},\"done\":true,"
                      "\"done_reason\":\"stop\",\"total_duration\":4648158584,\"load_duration\":4071084,"
                      "\"prompt_eval_count\":36,\"prompt_eval_duration\":439038000,\"eval_count\":298,"
                      "\"eval_duration\":4196918000}",
                      c->model, prose);
    append(&c->out, head,
           sprintf(head,
                   "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: Mon, 23 Nov 2026 "
                   "11:31:05 GMT\r\nContent-Length: %d\r\n\r\n",
                   size));
    append(&c->out, body, size);
    return flush(c);
}

/* What other gateways ask before they send anything. */
static int list(connection *c) {
    static const char *models = "{\"models\":[{\"name\":\"bench\",\"model\":\"bench\",\"size\":1,\"details\":{}}]}";
    char answer[512];
    append(&c->out, answer,
           sprintf(answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                   strlen(models), models));
    return flush(c);
}

static int refuse(connection *c) {
    static const char *message = "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found";
    append(&c->out, message, strlen(message));
    return flush(c);
}

/* Serves one complete request; the body is at `body`. */
static int serve(connection *c, const char *head, const char *end_of_head, const char *body, size_t size) {
    const char *connection_header = header(head, end_of_head, "connection");
    const char *line_end = memchr(head, '\r', end_of_head - head);
    c->http10 = line_end && line_end[-1] == '0';
    c->closing = c->http10 || (connection_header && !strncasecmp(connection_header, "close", 5));
    c->openai = !strncmp(head, "POST /v1/", 9);
    const char *model = memmem(body, size, "\"model\":", 8);
    if (!strncmp(head, "GET / ", 6) || !strncmp(head, "GET /api/tags ", 14)) {
        return list(c);
    }
    if (!model || (!c->openai && strncmp(head, "POST /api/chat ", 15))) {
        return refuse(c);
    }
    sscanf(model + 8, " \"%63[^\"]", c->model);
    int chunks = 50;
    long long pace = 0;
    sscanf(c->model, "bench-%d-%lld", &chunks, &pace);
    if (!memmem(body, size, "\"stream\":true", 13) && !memmem(body, size, "\"stream\": true", 14)) {
        return answer(c);
    }
    const char *stream_name = memmem(body, size, STREAM_MARK, strlen(STREAM_MARK));
    c->stream = stream_name ? atoi(stream_name + strlen(STREAM_MARK)) : 0;
    c->chunks = chunks;
    c->pace = pace * 1000;
    return stream(c);
}

/* Serves the requests that have arrived completely. */
static int requests(connection *c) {
    while (c->in.size && !c->chunks) {
        append(&c->in, "", 1);
        c->in.size--;
        char *stop = memmem(c->in.data, c->in.size, "\r\n\r\n", 4);
        if (!stop) {
            return 1;
        }
        size_t head = stop + 4 - c->in.data;
        const char *length = header(c->in.data, stop + 2, "content-length");
        size_t body = length ? (size_t) atol(length) : 0;
        if (!length && header(c->in.data, stop + 2, "transfer-encoding")) {
            char *last = memmem(stop, c->in.size - head + 4, "\r\n0\r\n\r\n", 7);
            if (!last) {
                return 1;
            }
            body = last + 7 - c->in.data - head;
        }
        if (c->in.size < head + body) {
            return 1;
        }
        int alive = serve(c, c->in.data, stop + 2, stop + 4, body);
        if (!alive) {
            return 0;
        }
        discard(&c->in, head + body);
    }
    return 1;
}

static void writable(connection *c) {
    int streaming = c->chunks && !c->pace;
    if (flush(c) && (!streaming || burst(c)) && !c->chunks) {
        requests(c);
    }
}

static int readable(connection *c) {
    for (;;) {
        reserve(&c->in, 4096);
        ssize_t count = recv(c->fd, c->in.data + c->in.size, c->in.capacity - c->in.size, 0);
        if (count > 0) {
            c->in.size += count;
            if ((size_t) count < 4096) {
                return requests(c);
            }
        } else if (count < 0 && errno == EAGAIN) {
            return requests(c);
        } else {
            drop(c);
            return 0;
        }
    }
}

/* Sends what is due; returns how many nanoseconds to wait, or -1. */
static int64_t tick(void) {
    int64_t wait = -1;
    for (int i = 0; i < queue_count; i++) {
        queue *q = &queues[i];
        int64_t now = now_ns();
        while (q->first && (q->first->fd < 0 || q->first->due <= now)) {
            connection *c = q->first;
            q->first = c->next;
            if (!q->first) {
                q->last = NULL;
            }
            c->waiting = 0;
            if (c->fd < 0) {
                drop(c);
                continue;
            }
            chunk(c);
            if (c->sent == c->chunks) {
                end(c);
            } else {
                c->due += c->pace;
                enqueue(c);
            }
            if (flush(c) && !c->chunks) {
                requests(c);
            }
        }
        if (q->first && (wait < 0 || q->first->due - now < wait)) {
            wait = q->first->due - now;
        }
    }
    return wait;
}

static void accept_all(int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        connection *c = calloc(1, sizeof *c);
        c->fd = fd;
        no_delay(fd);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: upstream PORT\n");
        return 2;
    }
    struct sockaddr_in address = loopback(atoi(argv[1]));
    int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) || listen(listener, 16384)) {
        die("listen");
    }
    poller = epoll_create1(0);
    struct epoll_event events[512], e = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        int64_t wait = tick();
        struct timespec limit = {wait / 1000000000, wait % 1000000000};
        int count = epoll_pwait2(poller, events, 512, wait < 0 ? NULL : &limit, NULL);
        for (int i = 0; i < count; i++) {
            connection *c = events[i].data.ptr;
            if (!c) {
                accept_all(listener);
            } else if (events[i].events & EPOLLOUT) {
                writable(c);
            } else {
                readable(c);
            }
        }
    }
}
