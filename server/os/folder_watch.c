/* SPDX-License-Identifier: MIT */
/*
 * folder_watch.c - inotify(7). Content and names count, attributes do not. Other systems have
 * nothing that is as cheap and as sure: kqueue needs a descriptor for every file, FSEvents tells it
 * late.
 */
#include "os/folder_watch.h"

#include <stdlib.h>

#ifdef __linux__

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/mem.h"
#include "os/loop_private.h"

#define EVENTS                                                                                     \
	(IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |        \
	 IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK)
#define LOST (IN_Q_OVERFLOW | IN_UNMOUNT | IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)

struct rg_folder_watch {
	int fd;
	uint32_t *numbers; /* of folders, by the kernel's number; owned */
	size_t n_numbers;
	bool is_lost;
	uv_poll_t *poll; /* owned by the loop until it is closed, or NULL */
	void (*noticed)(void *data);
	void *data;
};

rg_folder_watch *rg_folder_watch_new(void)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	rg_folder_watch *watch;

	if (fd < 0)
		return NULL;
	watch = rg_calloc(1, sizeof(*watch));
	watch->fd = fd;
	return watch;
}

static void closed(uv_handle_t *handle)
{
	free(handle);
}

void rg_folder_watch_free(rg_folder_watch *watch)
{
	if (!watch)
		return;
	if (watch->poll) {
		uv_poll_stop(watch->poll);
		uv_close((uv_handle_t *)watch->poll, closed);
	}
	close(watch->fd);
	free(watch->numbers);
	free(watch);
}

bool rg_folder_watch_add(rg_folder_watch *watch, const char *folder, uint32_t number)
{
	int id = inotify_add_watch(watch->fd, folder, EVENTS);

	if (id < 0)
		return false;
	if ((size_t)id >= watch->n_numbers) {
		size_t n = (size_t)id * 2 + 64;

		watch->numbers = rg_realloc(watch->numbers, n * sizeof(*watch->numbers));
		watch->n_numbers = n;
	}
	watch->numbers[id] = number;
	return true;
}

static void wait_for_change(rg_folder_watch *watch);

bool rg_folder_watch_drain(rg_folder_watch *watch,
			   void (*changed)(void *data, uint32_t folder, rg_str name), void *data)
{
	_Alignas(struct inotify_event) char events[16384];
	ssize_t n;

	while ((n = read(watch->fd, events, sizeof(events))) > 0 || (n < 0 && errno == EINTR)) {
		for (char *at = events; n > 0 && at < events + n;) {
			const struct inotify_event *event = (const void *)at;

			at += sizeof(*event) + event->len;
			if (event->mask & LOST)
				watch->is_lost = true;
			else if (event->len && event->wd >= 0 &&
				 (size_t)event->wd < watch->n_numbers)
				changed(data, watch->numbers[event->wd], rg_str_of(event->name));
		}
	}
	if (n < 0 && errno != EAGAIN)
		watch->is_lost = true;
	wait_for_change(watch);
	return !watch->is_lost;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	rg_folder_watch *watch = poll->data;

	(void)status;
	(void)events;
	uv_poll_stop(poll); /* or it comes again at once, and again, until it is drained */
	watch->noticed(watch->data);
}

static void wait_for_change(rg_folder_watch *watch)
{
	if (watch->poll)
		uv_poll_start(watch->poll, UV_READABLE, on_poll);
}

void rg_folder_watch_on_change(rg_folder_watch *watch, rg_loop *loop, void (*noticed)(void *data),
			       void *data)
{
	watch->noticed = noticed;
	watch->data = data;
	watch->poll = rg_calloc(1, sizeof(*watch->poll));
	watch->poll->data = watch;
	if (uv_poll_init(rg_loop__uv(loop), watch->poll, watch->fd) < 0) {
		free(watch->poll);
		watch->poll = NULL;
		return;
	}
	uv_unref((uv_handle_t *)watch->poll); /* nobody stays alive for this */
	wait_for_change(watch);
}

#else

rg_folder_watch *rg_folder_watch_new(void)
{
	return NULL;
}

void rg_folder_watch_free(rg_folder_watch *watch)
{
	(void)watch;
}

bool rg_folder_watch_add(rg_folder_watch *watch, const char *folder, uint32_t number)
{
	(void)watch;
	(void)folder;
	(void)number;
	return false;
}

bool rg_folder_watch_drain(rg_folder_watch *watch,
			   void (*changed)(void *data, uint32_t folder, rg_str name), void *data)
{
	(void)watch;
	(void)changed;
	(void)data;
	return false;
}

void rg_folder_watch_on_change(rg_folder_watch *watch, rg_loop *loop, void (*noticed)(void *data),
			       void *data)
{
	(void)watch;
	(void)loop;
	(void)noticed;
	(void)data;
}

#endif
