/* SPDX-License-Identifier: MIT */
/*
 * server.h - inside lsp/ only: the state of the language server, one struct, owned by the loop's
 * thread. What wakes it: bytes from the client, room towards it, a job handed back, a task's
 * progress or end, a timer, a signal, a posted call.
 */
#ifndef RG_LSP_SERVER_H
#define RG_LSP_SERVER_H

#include "fix/workspace/workspace.h"
#include "os/job.h"
#include "os/process_end.h"
#include "os/wire.h"
#include "rpc/frame.h"
#include "rpc/peer.h"
#include "text/text.h"

typedef struct rg_lsp rg_lsp;
typedef struct rg_document rg_document;
typedef struct rg_root rg_root;
typedef struct rg_execution rg_execution;
typedef struct rg_reading rg_reading;

typedef enum rg_lsp_phase { RG_LSP_NEW, RG_LSP_RUNNING, RG_LSP_SHUT_DOWN } rg_lsp_phase;

/* What the client said in initialize that it can do. */
typedef struct rg_client {
	rg_encoding encoding;
	bool has_progress; /* window/workDoneProgress/create */
	bool has_show_document;
	bool has_action_literals; /* else code actions are plain commands */
	bool has_disabled_actions, has_preferred_actions;
	bool has_lens_refresh;
	bool has_configuration; /* workspace/configuration can be asked */
	bool has_related_information, has_diagnostic_versions;
	bool has_markdown; /* in hover */
	bool has_status;   /* redgreen/status, as its initializationOptions say */
	bool has_output;   /* redgreen/output, as its initializationOptions say */
	bool has_accounts; /* redgreen/token, as its initializationOptions say */
} rg_client;

/* A folder that the client has open. */
typedef struct rg_folder {
	struct rg_folder *next;
	char *path;	   /* as the client spells it, without a '/' at its end */
	char *real;	   /* links resolved */
	rg_json *settings; /* owned: the client's section for it, or NULL */
} rg_folder;

struct rg_lsp {
	rg_loop *loop; /* owned */
	rg_wire *wire; /* owned */
	rg_peer *peer; /* owned */
	rg_framer framer;
	rg_lsp_phase phase;
	rg_client client;
	rg_trust trust;		  /* of what is in the client's folders */
	rg_json *settings;	  /* the client's section, owned, or NULL */
	bool pulls_settings;	  /* they are asked for, not sent */
	int64_t settings_id;	  /* of that question while it waits, or 0 */
	rg_folder *folders;	  /* owned, in the client's order */
	bool has_had_folders;	  /* a client without any has single files open */
	rg_root *roots;		  /* owned; a workspace each */
	rg_root *last_root;	  /* of the document that the client touched last, or NULL */
	rg_document *documents;	  /* owned; open ones */
	rg_execution *executions; /* commands under way, owned */
	uint64_t last_execution;
	size_t n_jobs;		/* on workers */
	rg_process_end *parent; /* owned: the client's process, or NULL when it is not known */
	bool is_open;		/* the client is ready: roots work in the background */
	bool is_ending;		/* the loop stops when everything has ended, or after a moment */
	int status;		/* of the process, once it is ending */
};

/*
 * Begins the end: tasks are cancelled, the loop stops when they have ended or after a moment. The
 * first status counts.
 */
void rg_lsp_end(rg_lsp *lsp, int status);
/* To be called when something that an end waits for is over. */
void rg_lsp_check_end(rg_lsp *lsp);
/* Ends this process when the one with this id has ended; the first that is named counts. */
void rg_lsp_watch_parent(rg_lsp *lsp, int64_t pid);

#endif
