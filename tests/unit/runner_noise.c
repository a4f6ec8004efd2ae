/* SPDX-License-Identifier: MIT */
/* runner_noise.c - busy processes: so many as were asked for, and none of them when they ended. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "runner/noise.h"

#define LONG_MS	   (600 * 1000)
#define LOOK_EVERY 5 /* ms */

/* Reads a file of /proc; "" when the process has ended. */
static void read_proc(char out[512], const char *pid, const char *name)
{
	char path[64];
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.20s/%s", pid, name);
	if ((file = fopen(path, "r"))) {
		n = fread(out, 1, 511, file);
		fclose(file);
	}
	for (size_t i = 0; i < n; i++) /* words of a command line end with NUL */
		if (!out[i])
			out[i] = ' ';
	out[n] = '\0';
}

static bool descends_from_us(const char *pid)
{
	char id[32], stat[512];
	const char *behind_name;

	snprintf(id, sizeof(id), "%s", pid);
	while (strtol(id, NULL, 10) > 1) {
		if (strtol(id, NULL, 10) == getpid())
			return true;
		read_proc(stat, id, "stat");
		if (!(behind_name = strrchr(stat, ')')) || strlen(behind_name) < 5)
			return false;
		snprintf(id, sizeof(id), "%ld", strtol(behind_name + 3, NULL, 10));
	}
	return false;
}

/* Endless loops that are ours, guards not counted. */
static int n_busy(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char words[512];
	int n = 0;

	assert_non_null(proc);
	while ((entry = readdir(proc))) {
		if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
			continue;
		read_proc(words, entry->d_name, "cmdline");
		n += strncmp(words, "/bin/sh -c while", 16) == 0 && descends_from_us(entry->d_name);
	}
	closedir(proc);
	return n;
}

typedef struct watch {
	rg_loop *loop;
	int wanted, n_ended;
} watch;

static void look(void *data)
{
	watch *w = data;

	if (n_busy() == w->wanted)
		rg_loop_stop(w->loop);
	else
		rg_timer_start(w->loop, LOOK_EVERY, look, w);
}

/* Returns once there are as many. */
static void wait_for(watch *w, int wanted)
{
	w->wanted = wanted;
	rg_timer_start(w->loop, LOOK_EVERY, look, w);
	rg_loop_run(w->loop);
	assert_int_equal(n_busy(), wanted);
}

static void ended(void *data)
{
	((watch *)data)->n_ended++;
}

static void end(watch *w, rg_noise *noise)
{
	rg_noise_end(noise, ended, w);
	rg_loop_run(w->loop);
	assert_int_equal(w->n_ended, 1);
	assert_int_equal(n_busy(), 0);
	rg_loop_free(w->loop);
}

static void noise__is_there_until_it_is_ended(void **state)
{
	watch w = {.loop = rg_loop_new()};
	rg_noise *noise = rg_noise_start(w.loop, 3, 1, LONG_MS);

	(void)state;
	wait_for(&w, 3);
	end(&w, noise);
}

static void noise__of_none__ends_at_once(void **state)
{
	watch w = {.loop = rg_loop_new()};

	(void)state;
	rg_noise_end(rg_noise_start(w.loop, 0, 0, LONG_MS), ended, &w);
	assert_int_equal(w.n_ended, 1);
	rg_loop_free(w.loop);
}

static void noise__is_at_most_sixteen(void **state)
{
	watch w = {.loop = rg_loop_new()};
	rg_noise *noise = rg_noise_start(w.loop, 40, 1, LONG_MS);

	(void)state;
	wait_for(&w, 16);
	end(&w, noise);
}

/* A run that hangs for ever does not make noise for ever. */
static void noise__ends_at_its_limit(void **state)
{
	watch w = {.loop = rg_loop_new()};
	rg_noise *noise = rg_noise_start(w.loop, 2, 1, 50);

	(void)state;
	rg_loop_run(w.loop); /* until nothing is left that could wake it */
	assert_int_equal(n_busy(), 0);
	end(&w, noise);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(noise__is_there_until_it_is_ended),
		cmocka_unit_test(noise__of_none__ends_at_once),
		cmocka_unit_test(noise__is_at_most_sixteen),
		cmocka_unit_test(noise__ends_at_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
