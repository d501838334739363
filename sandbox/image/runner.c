// The resident runner of a sandbox.
//
// The engine starts it once per session as the learner (`docker exec`), with pipes for stdin and stdout. Over these
// it takes argument vectors, runs one pipeline at a time, streams what the pipeline prints, and ends everything the
// pipeline started when it ends, when its deadline passes, or when it prints too much. There is no shell.
//
// A frame is: length of what follows (4 bytes, big endian), kind (1 byte), body.
//   in:  'R' run (fields, see read_request)   'K' end the run now   'I' typed bytes   'W' "ROWS COLS"   '?' hello
//   out: 'H' hello   'O' standard output   'E' standard error   'X' how it ended ("key=value" lines)
// A field is: length (4 bytes, big endian), bytes. The host speaks first.
//
// Nothing here is trusted by the host: the learner owns the sandbox, so limits that protect others are the
// container's; these only make commands end on time and say why.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "counts.h"

enum { MOST_FRAME = 1 << 20, MOST_COMMANDS = 16, MOST_WORDS = 512, MOST_PENDING = 1 << 18, GRACE_MS = 400, ENGINE_WAIT_MS = 15000, CHUNK = 16384, LOOK_MS = 250 };

typedef struct { const uint8_t *at, *end; bool bad; } Fields;

typedef struct {
  char *mode, *cwd, *output_path, *output_mode, *stdin_bytes;
  size_t stdin_length;
  long deadline_ms, output_cap, output_rate, rows, columns;
  int environment_count, command_count;
  char *environment[MOST_WORDS + 1];
  char **commands[MOST_COMMANDS], *errors[MOST_COMMANDS];    // errors: "shown", "merged" (2>&1) or "hidden" (2>/dev/null)
} Request;

typedef struct {
  bool active, is_terminal, told_to_end, held;   // `held`: what is printed waits for the rate
  int input, output, error;          // our ends; -1 when closed. In a terminal, input and output are one descriptor.
  int command_count, left;           // commands of the pipeline that still run
  pid_t pids[MOST_COMMANDS];
  int last_status;                   // of the pipeline's last command, as waitpid tells it
  int64_t started, deadline, kill_at, refilled, turned, looked, slowed_ms;
  long printed, dropped, cap, rate, tokens;
  const char *cause;
  long oom_before, pids_before, cpu_before, throttled_before, hits_before, inner_hits_before, machine_oom_before;
  bool full_before;
  long pids_refused, pids_limit, disk_least, home_least;             // the most and the least seen while it runs
} Run;

static uint8_t inbox[MOST_FRAME + 8]; static size_t inbox_length;
static uint8_t outbox[MOST_PENDING + 65536]; static size_t outbox_length;
static Run run = {.input = -1, .output = -1, .error = -1};

static void die(const char *what) { dprintf(2, "runner: %s: %s\n", what, strerror(errno)); _exit(70); }

static int64_t now_ms(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static uint32_t big_endian(const uint8_t *b) { return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]; }

static void drop(int *fd) { if (*fd >= 0) close(*fd); *fd = -1; }

// ---- frames out: collected, and written when the host reads; reading from commands stops while too much waits
static void flush_outbox(void) {
  while (outbox_length > 0) {
    ssize_t n = write(1, outbox, outbox_length);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) _exit(0);                       // the host is gone; the kernel takes our children's pipes with us
    memmove(outbox, outbox + n, outbox_length - (size_t)n);
    outbox_length -= (size_t)n;
  }
}

static void send_frame(char kind, const void *body, size_t length) {
  uint32_t n = (uint32_t)length + 1;
  uint8_t head[5] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n, (uint8_t)kind};
  if (outbox_length + 5 + length > sizeof outbox) return;    // cannot happen while MOST_PENDING is respected
  memcpy(outbox + outbox_length, head, 5);
  memcpy(outbox + outbox_length + 5, body, length);
  outbox_length += 5 + length;
  flush_outbox();
}

// ---- frames in
static char *next_field(Fields *fields, size_t *length) {
  if (fields->bad || fields->end - fields->at < 4) { fields->bad = true; return NULL; }
  size_t n = big_endian(fields->at);
  if (n > (size_t)(fields->end - fields->at - 4)) { fields->bad = true; return NULL; }
  char *copy = malloc(n + 1);
  if (!copy) die("memory");
  memcpy(copy, fields->at + 4, n);
  copy[n] = 0;
  fields->at += 4 + n;
  if (length) *length = n;
  else if (memchr(copy, 0, n)) fields->bad = true;           // a word with a NUL would be cut short: refuse it
  return copy;
}

static long next_number(Fields *fields, long least, long most) {
  char *text = next_field(fields, NULL), *rest = text;
  long value = text && *text ? strtol(text, &rest, 10) : 0;
  if (!text || !*text || *rest || value < least || value > most) fields->bad = true;
  free(text);
  return value;
}

static bool read_request(Request *request, const uint8_t *body, size_t length) {
  Fields fields = {body, body + length, false};
  request->mode = next_field(&fields, NULL);
  request->deadline_ms = next_number(&fields, 1, 86400000);
  request->output_cap = next_number(&fields, 1, 1L << 40);
  request->output_rate = next_number(&fields, 1, 1L << 30);
  request->rows = next_number(&fields, 1, 1000);
  request->columns = next_number(&fields, 1, 1000);
  request->cwd = next_field(&fields, NULL);
  request->output_path = next_field(&fields, NULL);
  request->output_mode = next_field(&fields, NULL);
  request->stdin_bytes = next_field(&fields, &request->stdin_length);
  request->environment_count = (int)next_number(&fields, 0, MOST_WORDS);
  for (int i = 0; i < request->environment_count && !fields.bad; i++) request->environment[i] = next_field(&fields, NULL);
  request->command_count = (int)next_number(&fields, 1, MOST_COMMANDS);
  for (int i = 0; i < request->command_count && !fields.bad; i++) {
    request->errors[i] = next_field(&fields, NULL);
    long words = next_number(&fields, 1, MOST_WORDS);
    if (fields.bad) break;
    request->commands[i] = calloc((size_t)words + 1, sizeof(char *));
    if (!request->commands[i]) die("memory");
    for (long w = 0; w < words; w++) request->commands[i][w] = next_field(&fields, NULL);
  }
  return !fields.bad && fields.at == fields.end;
}

static void free_request(Request *request) {
  free(request->mode); free(request->cwd); free(request->output_path); free(request->output_mode); free(request->stdin_bytes);
  for (int i = 0; i < MOST_WORDS; i++) free(request->environment[i]);
  for (int i = 0; i < MOST_COMMANDS; i++) {
    free(request->errors[i]);
    if (!request->commands[i]) continue;
    for (char **word = request->commands[i]; *word; word++) free(*word);
    free(request->commands[i]);
  }
}

// ---- ending: what is looked at before it
// What would be gone when the run has ended: counts of containers' groups, and how full a disk was that is emptied again.
static void look(void) {
  long refused = pids_refused() - run.pids_before, disk = free_bytes("/var/lib/docker"), home = free_bytes("/home/learner");
  if (refused > run.pids_refused) { run.pids_refused = refused; run.pids_limit = pids_limit(pids_folder(), 4); }
  if (disk < run.disk_least) run.disk_least = disk;
  if (home < run.home_least) run.home_least = home;
  run.looked = now_ms();
}

// ---- ending: everything below us, however it detached itself (we are its subreaper)
static int signal_descendants(int number) {
  enum { MOST = 8192 };
  static pid_t pids[MOST], parents[MOST];
  static bool ours[MOST];
  int count = 0, signalled = 0;
  DIR *proc = opendir("/proc");
  if (!proc) return 0;
  for (struct dirent *entry; (entry = readdir(proc)) && count < MOST;) {
    char path[300], line[512], *after;
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    ssize_t n = read(fd, line, sizeof line - 1);
    close(fd);
    if (n <= 0) continue;
    line[n] = 0;
    if (!(after = strrchr(line, ')'))) continue;
    char state;
    int parent;
    if (sscanf(after + 1, " %c %d", &state, &parent) != 2 || state == 'Z') continue;
    pids[count] = atoi(entry->d_name); parents[count] = parent; ours[count++] = parent == getpid();
  }
  closedir(proc);
  for (bool again = true; again;) {
    again = false;
    for (int i = 0; i < count; i++)
      for (int j = 0; j < count && !ours[i]; j++)
        if (ours[j] && pids[j] == parents[i]) ours[i] = again = true;
  }
  for (int i = 0; i < count; i++) if (ours[i] && !kill(pids[i], number)) signalled++;
  return signalled;
}

static void reap(void) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    for (int i = 0; i < run.command_count; i++)
      if (run.pids[i] == pid) {
        run.left--;
        run.pids[i] = 0;
        if (i == run.command_count - 1) run.last_status = status;
      }
}

static void end_with(const char *cause) {
  if (run.told_to_end) return;
  run.told_to_end = true;
  run.cause = cause;
  look();
  run.kill_at = now_ms() + GRACE_MS;
  for (int i = 0; i < run.command_count; i++)                // politely first: `docker run` passes it on to its container
    if (run.pids[i] > 0) { kill(run.pids[i], SIGTERM); kill(run.pids[i], SIGCONT); }
}

// ---- starting
static int open_output(const char *path, bool append) {
  if (!strcmp(path, "/dev/null")) return open(path, O_WRONLY | O_CLOEXEC);
  int home = open("/home/learner", O_PATH | O_DIRECTORY | O_CLOEXEC);
  struct open_how how = {.flags = (uint64_t)(O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC)), .mode = 0644,
                         .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  int fd = (int)syscall(SYS_openat2, home, path, &how, sizeof how);
  int kept = errno;
  close(home);
  errno = kept;
  return fd;
}

static void become(Request *request, char **words, int in, int out, int err, bool terminal) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  if (terminal) { setsid(); ioctl(out, TIOCSCTTY, 0); }
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);       // a command goes before the engine does
  if (score >= 0) { if (write(score, "500", 3) < 0) {} close(score); }
  if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(126);
  if (chdir(request->cwd)) { dprintf(2, "%s: %s\n", request->cwd, strerror(errno)); _exit(126); }
  execvpe(words[0], words, request->environment);
  dprintf(2, "%s: %s\n", words[0], errno == ENOENT ? "command not found" : strerror(errno));
  _exit(errno == ENOENT ? 127 : 126);
}

static void finish(void);

static void refuse(const char *key, const char *detail) {
  char text[512];
  int n = snprintf(text, sizeof text, "cause=failed\nreason=%s\ndetail=%.300s\n", key, detail);
  send_frame('X', text, (size_t)n);
}

// The engine may be starting (a fresh sandbox) or being renewed (it ran out of memory, or was killed): wait a little.
// Only an answer counts: a socket takes connections before its engine is ready, and while it is being killed.
static bool engine_answers(void) {
  static const char ping[] = "GET /_ping HTTP/1.0\r\n\r\n";
  struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "/run/docker.sock"};
  struct timeval patience = {.tv_sec = 5};
  char answer[16] = {0};
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool answered = fd >= 0 && !setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) &&
                  !connect(fd, (struct sockaddr *)&at, sizeof at) && write(fd, ping, sizeof ping - 1) > 0 &&
                  read(fd, answer, sizeof answer - 1) > 12 && !strncmp(answer + 8, " 200", 4);
  drop(&fd);
  return answered;
}

static void await_engine(void) {
  struct timespec pause = {0, 20000000};
  for (int64_t until = now_ms() + ENGINE_WAIT_MS; !engine_answers() && now_ms() < until;) nanosleep(&pause, NULL);
}

static void start(Request *request) {
  bool screen = strcmp(request->mode, "pipe"), terminal = !strcmp(request->mode, "terminal");
  int slave = -1, out[2] = {-1, -1}, err[2] = {-1, -1}, file = -1, in = -1, nowhere = -1;
  if (*request->output_path && (file = open_output(request->output_path, request->output_mode[0] == 'a')) < 0) {
    refuse("redirect", strerror(errno));
    return;
  }
  if (screen) {
    struct winsize size = {.ws_row = (unsigned short)request->rows, .ws_col = (unsigned short)request->columns};
    out[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (out[0] < 0 || unlockpt(out[0]) || ioctl(out[0], TIOCSWINSZ, &size)) { refuse("pty", strerror(errno)); drop(&out[0]); drop(&file); return; }
    slave = ioctl(out[0], TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) { refuse("pty", strerror(errno)); drop(&out[0]); drop(&file); return; }
  } else if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)) die("pipe");
  if (!terminal) {
    in = memfd_create("stdin", MFD_CLOEXEC);
    if (in < 0 || write(in, request->stdin_bytes, request->stdin_length) != (ssize_t)request->stdin_length || lseek(in, 0, SEEK_SET)) die("stdin");
  }
  if ((nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)) < 0) die("/dev/null");
  run = (Run){.active = true, .is_terminal = terminal, .input = -1, .output = out[0], .error = err[0], .command_count = request->command_count,
              .left = request->command_count, .cap = request->output_cap, .rate = request->output_rate, .tokens = request->output_rate,
              .cause = "exit", .oom_before = oom_kills(), .pids_before = pids_refused(), .hits_before = memory_hits(false), .inner_hits_before = memory_hits(true),
              .machine_oom_before = machine_oom_kills(), .full_before = memory_was_full(),
              .disk_least = LONG_MAX, .home_least = LONG_MAX};
  for (int i = 0; i < request->command_count; i++)
    if (!strcmp(request->commands[i][0], "docker")) { await_engine(); break; }
  run.cpu_before = cpu_ms();
  run.throttled_before = throttled_ms();
  run.started = run.refilled = run.turned = run.looked = now_ms();
  run.deadline = run.started + request->deadline_ms;
  if (terminal) run.input = out[0];
  for (int i = 0; i < request->command_count; i++) {
    int link[2] = {-1, -1};
    bool last = i == request->command_count - 1;
    if (!last && pipe2(link, O_CLOEXEC)) die("pipe");
    int to = last ? (file >= 0 ? file : screen ? slave : out[1]) : link[1];
    int complain = request->errors[i][0] == 'm' ? to : request->errors[i][0] == 'h' ? nowhere : screen ? slave : err[1];
    pid_t pid = fork();
    if (pid == 0) become(request, request->commands[i], terminal ? slave : in, to, complain, terminal);
    if (pid < 0) { run.left--; run.cause = "fork"; run.last_status = 126 << 8; } else run.pids[i] = pid;
    drop(&in); drop(&link[1]);
    in = link[0];
  }
  drop(&nowhere); drop(&slave); drop(&out[1]); drop(&err[1]); drop(&file);
  fcntl(run.output, F_SETFL, O_NONBLOCK);
  if (run.error >= 0) fcntl(run.error, F_SETFL, O_NONBLOCK);
  if (run.left == 0) finish();
}

// ---- what commands print
static void take(int *fd, char kind) {
  uint8_t chunk[CHUNK];
  size_t most = run.tokens < CHUNK ? (size_t)run.tokens : CHUNK;
  if (!most) return;
  ssize_t n = read(*fd, chunk, most);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) { if (run.input == *fd) run.input = -1; drop(fd); return; }   // EIO is a terminal's end of file
  run.tokens -= n;
  long room = run.cap - run.printed, kept = n < room ? n : room;
  run.printed += n;
  if (kept > 0) send_frame(kind, chunk, (size_t)kept);
  if (kept < n) { run.dropped += n - (kept > 0 ? kept : 0); end_with("output"); }
}

static void finish(void) {
  look();
  for (int tries = 0; tries < 400; tries++) {                 // two seconds at most; only an unkillable task outlives this
    signal_descendants(SIGKILL);
    reap();
    if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD) break;
    struct timespec pause = {0, 5000000};
    nanosleep(&pause, NULL);
  }
  run.tokens = 1 << 20;
  for (int i = 0; i < 64 && run.output >= 0; i++) { size_t before = (size_t)run.printed; take(&run.output, 'O'); if ((size_t)run.printed == before) break; }
  for (int i = 0; i < 64 && run.error >= 0; i++) { size_t before = (size_t)run.printed; take(&run.error, 'E'); if ((size_t)run.printed == before) break; }
  look();
  char text[1024];
  int status = run.last_status;
  bool full = memory_was_full();
  long inner_hits = memory_hits(true) - run.inner_hits_before, hits = memory_hits(false) - run.hits_before + (full && !run.full_before);
  int n = snprintf(text, sizeof text,
                   "cause=%s\nexit_code=%d\nsignal=%d\nmilliseconds=%lld\nprinted=%ld\ndropped=%ld\nslowed=%lld\ncpu=%ld\nthrottled=%ld\n"
                   "oom_kills=%ld\nmachine_oom_kills=%ld\nmemory_hits=%ld\nmemory_full=%d\nmemory_limit=%ld\npids_refused=%ld\npids_limit=%ld\n"
                   "disk_free=%ld\nhome_free=%ld\ndisk_least=%ld\nhome_least=%ld\nengine_starts=%ld\n",
                   run.cause, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                   (long long)(now_ms() - run.started), run.printed, run.dropped, (long long)run.slowed_ms, cpu_ms() - run.cpu_before, throttled_ms() - run.throttled_before,
                   oom_kills() - run.oom_before, machine_oom_kills() - run.machine_oom_before, hits + inner_hits, full, memory_limit(inner_hits > 0), run.pids_refused, run.pids_limit,
                   free_bytes("/var/lib/docker"), free_bytes("/home/learner"), run.disk_least, run.home_least, engine_starts());
  if (run.input == run.output) run.input = -1;
  drop(&run.output); drop(&run.error); drop(&run.input);
  run.active = false;
  send_frame('X', text, (size_t)n);
}

static void handle(char kind, const uint8_t *body, size_t length) {
  if (kind == '?') send_frame('H', "1", 1);
  else if (kind == 'K' && run.active) end_with("stopped");
  else if (kind == 'I' && run.active && run.input >= 0) { if (write(run.input, body, length) < 0) {} }
  else if (kind == 'W' && run.active && run.is_terminal && length < 32) {
    char text[33] = {0};
    unsigned rows, columns;
    memcpy(text, body, length);
    if (sscanf(text, "%u %u", &rows, &columns) == 2 && rows - 1 < 1000 && columns - 1 < 1000) {
      struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
      ioctl(run.output, TIOCSWINSZ, &size);
    }
  } else if (kind == 'R') {
    Request request = {0};
    if (run.active) refuse("busy", "");
    else if (!read_request(&request, body, length)) refuse("request", "");
    else start(&request);
    free_request(&request);
  }
}

static void read_inbox(void) {
  ssize_t n = read(0, inbox + inbox_length, sizeof inbox - inbox_length);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) { signal_descendants(SIGKILL); _exit(0); }       // the host let go of the session
  inbox_length += (size_t)n;
  while (inbox_length >= 5) {
    size_t frame = big_endian(inbox);
    if (frame < 1 || frame > MOST_FRAME) { errno = EPROTO; die("frame"); }
    if (inbox_length < 4 + frame) return;
    handle((char)inbox[4], inbox + 5, frame - 1);
    memmove(inbox, inbox + 4 + frame, inbox_length - 4 - frame);
    inbox_length -= 4 + frame;
  }
}

int main(void) {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) || prctl(PR_SET_DUMPABLE, 0) || sigprocmask(SIG_BLOCK, &mask, NULL)) die("start");
  signal(SIGPIPE, SIG_IGN);
  int signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0 || fcntl(0, F_SETFL, O_NONBLOCK) || fcntl(1, F_SETFL, O_NONBLOCK)) die("start");
  for (;;) {
    int64_t at = now_ms(), wait = -1;
    bool reading = false;
    if (run.active) {
      if (run.held) run.slowed_ms += at - run.turned;
      run.turned = at;
      long earned = (long)((at - run.refilled) * run.rate / 1000);
      if (earned > 0) { run.refilled = at; run.tokens = run.tokens + earned > run.rate ? run.rate : run.tokens + earned; }
      run.held = run.tokens < CHUNK && run.tokens <= run.rate / 20;     // many small pieces would cost the host more than the bytes
      reading = outbox_length < MOST_PENDING / 2 && !run.held;
      wait = (run.told_to_end ? run.kill_at : run.deadline) - at;
      if (run.held && wait > 20) wait = 20;
      if (!run.is_terminal && at - run.looked >= LOOK_MS) look();
      if (!run.is_terminal && wait > LOOK_MS) wait = LOOK_MS;
      if (wait < 0) wait = 0;
    }
    struct pollfd polled[] = {{0, POLLIN, 0}, {signals, POLLIN, 0}, {outbox_length ? 1 : -1, POLLOUT, 0},
                              {reading ? run.output : -1, POLLIN, 0}, {reading ? run.error : -1, POLLIN, 0}};
    if (poll(polled, 5, wait > 60000 ? 60000 : (int)wait) < 0 && errno != EINTR) die("poll");
    if (polled[2].revents) flush_outbox();
    if (polled[1].revents) { struct signalfd_siginfo told; while (read(signals, &told, sizeof told) > 0) {} reap(); }
    if (polled[3].revents && run.output >= 0) take(&run.output, 'O');
    if (polled[4].revents && run.error >= 0) take(&run.error, 'E');
    if (run.active) {
      at = now_ms();
      if (run.left == 0) finish();
      else if (!run.told_to_end && at >= run.deadline) end_with("deadline");
      else if (run.told_to_end && at >= run.kill_at) finish();
    }
    if (polled[0].revents) read_inbox();
  }
}
