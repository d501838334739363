// What the kernel counted in this sandbox. Version 1 of control groups: each directory counts its own; version 2: the
// top one counts all, and in `.local` files its own. What cannot be read counts as nothing.
#pragma once
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static long count_event(const char *folder, const char *file, const char *key, int depth) {
  char path[4096], word[64];
  long total = 0, value;
  snprintf(path, sizeof path, "%s/%s", folder, file);
  FILE *events = fopen(path, "re");
  if (events) {
    while (fscanf(events, "%63s %ld", word, &value) == 2) if (!strcmp(word, key)) total += value;
    fclose(events);
  }
  DIR *directory = depth > 0 ? opendir(folder) : NULL;
  if (!directory) return total;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path) total += count_event(path, file, key, depth - 1);
  }
  closedir(directory);
  return total;
}

static bool is_version_2(void) { return !access("/sys/fs/cgroup/cgroup.controllers", F_OK); }

static long oom_kills(void) {
  if (is_version_2()) return count_event("/sys/fs/cgroup", "memory.events", "oom_kill", 0);
  return count_event("/sys/fs/cgroup/memory", "memory.oom_control", "oom_kill", 4);
}

static long read_number(const char *path, long otherwise) {
  long value;
  FILE *file = fopen(path, "re");
  if (!file) return otherwise;
  if (fscanf(file, "%ld", &value) != 1) value = otherwise;            // "max" among them
  fclose(file);
  return value;
}

// Of the whole machine: a container's count is gone when it ends, this stays.
static long machine_oom_kills(void) { return count_event("/proc", "vmstat", "oom_kill", 0); }

// How often this level's own limit on memory was met, kill or not: `inner` is that of all of the learner's containers
// together. A container's own limit does not count here.
static long memory_hits(bool inner) {
  if (is_version_2()) return count_event(inner ? "/sys/fs/cgroup/learner" : "/sys/fs/cgroup", "memory.events.local", "oom", 0);
  return read_number(inner ? "/sys/fs/cgroup/memory/learner/memory.failcnt" : "/sys/fs/cgroup/memory/memory.failcnt", 0);
}

static long memory_limit(bool inner) {
  if (is_version_2()) return read_number(inner ? "/sys/fs/cgroup/learner/memory.max" : "/sys/fs/cgroup/memory.max", 0);
  return read_number(inner ? "/sys/fs/cgroup/memory/learner/memory.limit_in_bytes" : "/sys/fs/cgroup/memory/memory.limit_in_bytes", 0);
}

// Whether the sandbox's limit was ever met. On version 1 the limit with swap, which is as high, is asked first and has no
// count (Linux 6.18): what tells is that the peak came as near to it as a batch of pages (mm/memcontrol.c).
static bool memory_was_full(void) {
  if (is_version_2()) return memory_hits(false) > 0;
  return read_number("/sys/fs/cgroup/memory/memory.max_usage_in_bytes", 0) >= memory_limit(false) - (1 << 20);
}

// Version 1 counts a refused fork where the process is. Version 2 does the same, or (`.local`, Linux 6.11) where the limit is.
static const char *pids_file(void) {
  return access("/sys/fs/cgroup/pids.events.local", F_OK) ? "pids.events" : "pids.events.local";
}

static const char *pids_folder(void) { return is_version_2() ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids"; }

static long pids_refused(void) { return count_event(pids_folder(), pids_file(), "max", 4); }

// The limit that a group of processes met: the lowest that is set where forks were refused, the sandbox's in the end.
static long pids_limit(const char *folder, int depth) {
  char path[4096];
  snprintf(path, sizeof path, "%s/pids.max", folder);
  long least = count_event(folder, pids_file(), "max", 0) > 0 ? read_number(path, 0) : 0;
  DIR *directory = depth > 0 ? opendir(folder) : NULL;
  if (!directory) return least;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path) continue;
    long below = pids_limit(path, depth - 1);
    if (below > 0 && (least <= 0 || below < least)) least = below;
  }
  closedir(directory);
  return least;
}

// Processor time of the whole sandbox, and for how long its quota was used up (in periods of the quota, cpu.stat).
static long cpu_ms(void) {
  if (is_version_2()) return count_event("/sys/fs/cgroup", "cpu.stat", "usage_usec", 0) / 1000;
  return read_number("/sys/fs/cgroup/cpuacct/cpuacct.usage", 0) / 1000000;
}

static long throttled_ms(void) {
  if (!is_version_2())
    return count_event("/sys/fs/cgroup/cpu", "cpu.stat", "nr_throttled", 0) * (read_number("/sys/fs/cgroup/cpu/cpu.cfs_period_us", 100000) / 1000);
  long period_us = 100000;
  FILE *quota = fopen("/sys/fs/cgroup/cpu.max", "re");
  if (quota) { if (fscanf(quota, "%*s %ld", &period_us) != 1) period_us = 100000; fclose(quota); }
  return count_event("/sys/fs/cgroup", "cpu.stat", "nr_throttled", 0) * (period_us / 1000);
}

static long engine_starts(void) { return read_number("/run/gorae/starts", 0); }

static long free_bytes(const char *path) {
  struct statvfs at;
  return statvfs(path, &at) ? -1 : (long)(at.f_bavail * at.f_frsize);
}
