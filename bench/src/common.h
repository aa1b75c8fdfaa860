/* What both programs of the benchmark share: one clock, growing buffers, sockets, the stamp in a chunk. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define STAMP_MARK '@'
#define STAMP_DIGITS 19
/* Behind the stamp: eight digits of the stream that the client named, six of the chunk within it. */
#define STREAM_MARK "stream #"
#define STREAM_DIGITS 8
#define PLACE_DIGITS (STREAM_DIGITS + 6)
#define CHUNK_NUMBERS 1000000
#define ANSWER_END "and here the answer of the benchmark ends."

typedef struct {
    char *data;
    size_t size, capacity;
} buffer;

static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline void die(const char *what) {
    perror(what);
    exit(1);
}

static inline void reserve(buffer *b, size_t more) {
    if (b->size + more > b->capacity) {
        b->capacity = (b->size + more) * 2;
        b->data = realloc(b->data, b->capacity);
        if (!b->data) {
            die("realloc");
        }
    }
}

static inline void append(buffer *b, const char *data, size_t size) {
    reserve(b, size);
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

static inline void discard(buffer *b, size_t count) {
    b->size -= count;
    memmove(b->data, b->data + count, b->size);
}

static inline struct sockaddr_in loopback(int port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

static inline void no_delay(int fd) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* Finds a header in a message head that ends at `end`; returns its value or NULL. */
static inline const char *header(const char *head, const char *end, const char *name) {
    size_t length = strlen(name);
    for (const char *line = memchr(head, '\n', end - head); line && line + length + 2 < end;
         line = memchr(line + 1, '\n', end - line - 1)) {
        if (!strncasecmp(line + 1, name, length) && line[1 + length] == ':') {
            const char *value = line + 2 + length;
            return *value == ' ' ? value + 1 : value;
        }
    }
    return NULL;
}
