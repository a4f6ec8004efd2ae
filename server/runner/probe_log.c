/* SPDX-License-Identifier: MIT */
/*
 * probe_log.c - one pass over the probe's lines, one small reader per kind of record. With xdist
 * several processes wrote: sessions and finishes of workers carry `worker`; the controller's
 * decide about versions and exit status, everybody's about modules.
 *
 * `unfinished` follows single processes only: of several workers' tests nobody can say which one
 * the end came in.
 */
#include "runner/probe_log.h"

#include "base/json.h"

typedef struct rg_reader {
	rg_probe_log *log;
	rg_arena *arena;
	const rg_json *record;
	bool is_worker;
} rg_reader;

static rg_str text(const rg_reader *reader, const char *key)
{
	return rg_json_str(rg_json_get(reader->record, key));
}

static rg_str kept(const rg_reader *reader, const char *key)
{
	return rg_arena_dup(reader->arena, text(reader, key));
}

/* "Type: first line of the message" */
static rg_str error_text(const rg_reader *reader)
{
	const rg_json *error = rg_json_get(reader->record, "error");
	rg_str type = rg_json_str(rg_json_get(error, "type"));
	rg_str message = rg_json_str(rg_json_get(error, "message")), line = {NULL, 0};

	(void)rg_str_line(&line, &message);
	return rg_arena_printf(reader->arena, "%.*s%s%.*s", RG_FMT(type),
			       type.len && line.len ? ": " : "", RG_FMT(rg_str_sub(line, 0, 300)));
}

static void read_session(rg_reader *reader)
{
	const rg_json *plugins = rg_json_get(reader->record, "plugins");

	if (reader->is_worker)
		return;
	reader->log->has_session = true;
	reader->log->python = kept(reader, "python");
	reader->log->pytest = kept(reader, "pytest");
	reader->log->rootdir = kept(reader, "rootdir");
	for (const rg_json *at = rg_json_first(plugins); at; at = rg_json_next(at))
		RG_PUSH(reader->arena, &reader->log->plugins,
			rg_arena_dup(reader->arena, rg_json_str(at)));
}

static void read_start(rg_reader *reader)
{
	if (!reader->is_worker)
		reader->log->unfinished = kept(reader, "nodeid");
}

static void count(rg_probe_log *log, rg_str outcome, bool is_call)
{
	if (rg_str_eq_z(outcome, "passed"))
		log->n_passed++;
	else if (rg_str_eq_z(outcome, "skipped"))
		log->n_skipped++;
	else if (rg_str_eq_z(outcome, "rerun"))
		log->n_reruns++;
	else if (is_call)
		log->n_failed++;
	else
		log->n_errors++;
}

static void read_report(rg_reader *reader)
{
	rg_probe_log *log = reader->log;
	rg_str nodeid = kept(reader, "nodeid"), when = text(reader, "when");
	rg_str outcome = text(reader, "outcome"), skipped = text(reader, "skipped");
	bool is_crash = rg_str_eq_z(when, "crash");
	bool is_call = is_crash || rg_str_eq_z(when, "call");
	bool is_subtest = rg_json_is_object(rg_json_get(reader->record, "subtest"));
	double seconds = rg_json_number(rg_json_get(reader->record, "seconds"), 0);

	count(log, outcome, is_call);
	RG_PUSH(reader->arena, &log->reported, nodeid);
	if (is_crash)
		log->crashed = nodeid;
	if (skipped.len && !log->skipped.ptr)
		log->skipped = rg_arena_dup(reader->arena, rg_str_sub(skipped, 0, 300));
	if (!is_subtest && rg_str_eq(nodeid, log->unfinished))
		log->unfinished = (rg_str){NULL, 0};
	if (!rg_str_eq_z(when, "call") || is_subtest)
		return;
	log->test_seconds += seconds;
	RG_PUSH(reader->arena, &log->times,
		(rg_test_time){nodeid, seconds, rg_str_eq_z(outcome, "passed")});
}

static void read_collect(rg_reader *reader)
{
	rg_str nodeid = kept(reader, "nodeid");

	if (rg_str_vec_has(&reader->log->collect_errors, nodeid))
		return; /* of another worker */
	RG_PUSH(reader->arena, &reader->log->collect_errors, nodeid);
	RG_PUSH(reader->arena, &reader->log->reported, nodeid);
	reader->log->n_errors++;
}

static void read_skip(rg_reader *reader)
{
	RG_PUSH(reader->arena, &reader->log->reported, kept(reader, "nodeid"));
	reader->log->n_skipped++;
	if (!reader->log->skipped.ptr)
		reader->log->skipped = kept(reader, "skipped");
}

static void read_printed(rg_reader *reader)
{
	RG_PUSH(reader->arena, &reader->log->printed,
		(rg_printed){kept(reader, "nodeid"), kept(reader, "text")});
}

static void read_internal(rg_reader *reader)
{
	reader->log->internal = error_text(reader);
}

static void read_interrupt(rg_reader *reader)
{
	reader->log->interrupt = error_text(reader);
}

static void read_finish(rg_reader *reader)
{
	if (!reader->is_worker) {
		reader->log->has_finish = true;
		reader->log->exit_status =
			rg_json_int(rg_json_get(reader->record, "exitstatus"), -1);
	}
	rg_provenance_add(&reader->log->provenance, reader->arena, reader->record);
}

static const struct {
	const char *kind;
	void (*read)(rg_reader *reader);
} readers[] = {
	{"session", read_session},     {"start", read_start},	{"report", read_report},
	{"collect", read_collect},     {"skip", read_skip},	{"internal", read_internal},
	{"interrupt", read_interrupt}, {"finish", read_finish}, {"printed", read_printed},
};

void rg_probe_log_read(rg_probe_log *out, rg_arena *arena, rg_str bytes)
{
	rg_reader reader = {.log = out, .arena = arena};
	rg_str line;
	rg_err ignored;

	memset(out, 0, sizeof(*out));
	while (rg_str_line(&line, &bytes)) {
		rg_json *record = NULL;
		rg_str kind;

		if (rg_str_starts(line, RG_STR("{\"kind\":\"calls\"")) || /* calls.h */
		    rg_json_parse(&record, line, &ignored) < 0)
			continue;
		reader.record = record;
		reader.is_worker = rg_json_is_string(rg_json_get(record, "worker"));
		kind = rg_json_str(rg_json_get(record, "kind"));
		for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
			if (rg_str_eq_z(kind, readers[i].kind))
				readers[i].read(&reader);
		rg_json_free(record);
	}
	rg_str_vec_sort(&out->reported);
	rg_str_vec_unique(&out->reported);
	rg_provenance_sort(&out->provenance);
}

/* Whether id is wanted or something in it. */
static bool is_part(rg_str id, rg_str wanted)
{
	while (wanted.len > 1 && wanted.ptr[wanted.len - 1] == '/')
		wanted.len--;
	if (!rg_str_skip(&id, wanted))
		return false;
	return id.len == 0 || id.ptr[0] == '[' || id.ptr[0] == '/' || id.ptr[0] == '@' ||
	       rg_str_starts(id, RG_STR("::"));
}

/* A relative id behind its folder: true when `folder/id` is wanted or in it. */
static bool is_part_below(rg_str folder, rg_str id, rg_str wanted)
{
	if (is_part(folder, wanted))
		return true; /* the folder is in what was wanted */
	return rg_str_skip(&wanted, folder) && rg_str_skip(&wanted, RG_STR("/")) &&
	       is_part(id, wanted);
}

bool rg_probe_log_is_of(rg_str reported, rg_str rootdir, rg_str wanted, rg_str root)
{
	rg_str below;

	if (is_part(reported, wanted) || rg_str_eq_z(wanted, "."))
		return true;
	if (!rootdir.len)
		return false;
	(void)rg_str_chop(&rootdir, RG_STR("/"));
	below = rootdir;
	if (wanted.len && wanted.ptr[0] == '/')
		return is_part_below(rootdir, reported, wanted);
	/* rootdir below the root: its part of the path stands in wanted only. */
	if (rg_str_skip(&below, root) && rg_str_skip(&below, RG_STR("/")))
		return is_part_below(below, reported, wanted);
	/* rootdir above the root: the part between stands in reported only. */
	below = root;
	if (rg_str_skip(&below, rootdir) && rg_str_skip(&below, RG_STR("/")) &&
	    rg_str_skip(&reported, below) && rg_str_skip(&reported, RG_STR("/")))
		return is_part(reported, wanted);
	return false;
}
