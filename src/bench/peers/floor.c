/*
 * The floor: the least work for a chat server on one epoll loop. Everything read in a turn of the loop goes into one
 * block, which leaves in one send() for each client at the end of the turn. No names, limits or timers, and no check of
 * the bytes. The only command is "/join #rN": the client moves to group N, which has a block of its own. All clients
 * begin in group 0.
 *
 *     floor PORT          listens on 127.0.0.1:PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    MOST_CLIENTS = 20000, GROUPS = 256, BLOCK_BYTES = 64 * 1024, READ_BYTES = 8 * 1024, EVENTS = 1024, ACCEPTS = 1024
};

struct client {
    int fd;
    struct group *group;
    int index;            /* its index in the group */
    size_t block_start;   /* where its part of the block begins */
    int prefix_length;
    char prefix[32];      /* "127.0.0.1:54321: " */
    char *part;           /* the beginning of an unfinished line */
    size_t part_length;
    char *waiting;        /* bytes the socket did not accept */
    size_t waiting_length;
};

struct group {
    struct client **clients;
    int count;
    int capacity;
    size_t block_length;
    char block[BLOCK_BYTES];
};

static struct group groups[GROUPS];
static struct group *active[GROUPS]; /* the groups with something in their block */
static int active_count;
static int client_count;
static int epoll;

static void *check_memory(void *memory) {
    if (memory == NULL) {
        perror("floor");
        exit(1);
    }
    return memory;
}

static void watch(struct client *c, int operation, unsigned events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    epoll_ctl(epoll, operation, c->fd, &event);
}

static void keep(struct client *c, const char *bytes, size_t length) {
    if (c->waiting_length == 0)
        watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    c->waiting = check_memory(realloc(c->waiting, c->waiting_length + length));
    memcpy(c->waiting + c->waiting_length, bytes, length);
    c->waiting_length += length;
}

static void flush_waiting(struct client *c) {
    ssize_t sent = send(c->fd, c->waiting, c->waiting_length, MSG_NOSIGNAL);
    if (sent <= 0)
        return;
    c->waiting_length -= sent;
    memmove(c->waiting, c->waiting + sent, c->waiting_length);
    if (c->waiting_length == 0) {
        free(c->waiting);
        c->waiting = NULL;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void send_block(struct client *c) {
    size_t length = c->group->block_length - c->block_start;
    const char *bytes = c->group->block + c->block_start;
    c->block_start = 0;
    if (length == 0)
        return;
    if (c->waiting_length > 0) {
        keep(c, bytes, length);
        return;
    }
    ssize_t sent = send(c->fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN)
        return; /* the next read finds the end */
    if (sent < 0)
        sent = 0;
    if ((size_t) sent < length)
        keep(c, bytes + sent, length - sent);
}

static void send_block_of(struct group *g) {
    for (int i = 0; i < g->count; i++)
        send_block(g->clients[i]);
    g->block_length = 0;
}

static void flush(void) {
    for (int i = 0; i < active_count; i++)
        send_block_of(active[i]);
    active_count = 0;
}

static void add(struct group *g, const char *bytes, size_t length) {
    while (length > 0) {
        if (g->block_length == 0)
            active[active_count++] = g;
        size_t some = length < BLOCK_BYTES - g->block_length ? length : BLOCK_BYTES - g->block_length;
        memcpy(g->block + g->block_length, bytes, some);
        g->block_length += some;
        bytes += some;
        length -= some;
        if (g->block_length == BLOCK_BYTES)
            flush();
    }
}

static void announce(struct client *c, const char *event) {
    add(c->group, c->prefix, c->prefix_length - 2);
    add(c->group, event, strlen(event));
}

/* Adds a client to a group. The client receives the lines of the group from now on. */
static void enter(struct client *c, struct group *g) {
    if (g->count == g->capacity) {
        g->capacity = g->capacity == 0 ? 128 : 2 * g->capacity;
        g->clients = check_memory(realloc(g->clients, g->capacity * sizeof *g->clients));
    }
    c->group = g;
    c->block_start = g->block_length;
    c->index = g->count;
    g->clients[g->count++] = c;
}

/* Removes a client from its group. */
static void part(struct client *c) {
    struct group *g = c->group;
    g->clients[c->index] = g->clients[--g->count];
    g->clients[c->index]->index = c->index;
}

static void join(struct client *c, int number) {
    char answer[32];
    if (number < 0 || number >= GROUPS)
        return;
    send_block(c);
    part(c);
    send(c->fd, answer, sprintf(answer, "You are in #r%d.\n", number), MSG_NOSIGNAL);
    enter(c, &groups[number]);
}

static void arrive(int fd, const struct sockaddr_in *address) {
    struct client *c = check_memory(calloc(1, sizeof *c));
    char host[INET_ADDRSTRLEN], greeting[64];
    inet_ntop(AF_INET, &address->sin_addr, host, sizeof host);
    c->fd = fd;
    c->prefix_length = sprintf(c->prefix, "%s:%d: ", host, ntohs(address->sin_port));
    c->group = &groups[0];
    announce(c, " has arrived\n");
    enter(c, c->group);
    client_count++;
    watch(c, EPOLL_CTL_ADD, EPOLLIN);
    send(fd, greeting, sprintf(greeting, "You are %.*s\n", c->prefix_length - 2, c->prefix), MSG_NOSIGNAL);
}

static void leave(struct client *c) {
    part(c);
    client_count--;
    announce(c, " has left\n");
    close(c->fd);
    free(c->part);
    free(c->waiting);
    free(c);
}

static void say(struct client *c, char *bytes, size_t length) {
    char *end;
    while ((end = memchr(bytes, '\n', length)) != NULL) {
        size_t line = end + 1 - bytes;
        if (*bytes == '/' && c->part_length == 0 && strncmp(bytes, "/join #r", 8) == 0) {
            join(c, atoi(bytes + 8));
        } else {
            add(c->group, c->prefix, c->prefix_length);
            add(c->group, c->part, c->part_length);
            add(c->group, bytes, line);
        }
        c->part_length = 0;
        bytes += line;
        length -= line;
    }
    if (length > 0) {
        c->part = check_memory(realloc(c->part, c->part_length + length));
        memcpy(c->part + c->part_length, bytes, length);
        c->part_length += length;
    }
}

static void read_from(struct client *c) {
    static char bytes[READ_BYTES];
    ssize_t length = recv(c->fd, bytes, sizeof bytes, 0);
    if (length > 0)
        say(c, bytes, length);
    else if (length == 0 || errno != EAGAIN)
        leave(c);
}

static void accept_all(int listener) {
    for (int i = 0; i < ACCEPTS && client_count < MOST_CLIENTS; i++) {
        struct sockaddr_in address;
        socklen_t length = sizeof address;
        int fd = accept4(listener, (struct sockaddr *) &address, &length, SOCK_NONBLOCK);
        if (fd < 0)
            return;
        arrive(fd, &address);
    }
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* inherited by accepted sockets */
    if (bind(listener, (struct sockaddr *) &address, sizeof address) < 0 || listen(listener, 4096) < 0) {
        perror("floor");
        return 1;
    }
    epoll = epoll_create1(0);
    struct epoll_event accepting = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &accepting);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct client *c = events[i].data.ptr;
            if (c == NULL) {
                accept_all(listener);
                continue;
            }
            if (events[i].events & EPOLLOUT)
                flush_waiting(c);
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                read_from(c);
        }
        flush();
    }
}
