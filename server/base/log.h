/* SPDX-License-Identifier: MIT */
/*
 * log.h - one line to stderr, with its level: what somebody needs who looks for a fault of ours.
 * What a user may look for, the language server says itself (lsp/tell.h). No secret may reach it.
 * Any thread.
 */
#ifndef RG_BASE_LOG_H
#define RG_BASE_LOG_H

typedef enum rg_log_level {
	RG_LOG_ERROR = 1, /* the values of LSP's MessageType */
	RG_LOG_WARNING = 2,
	RG_LOG_INFO = 3,
	RG_LOG_DEBUG = 4
} rg_log_level;

/* What is less important than level is dropped; RG_LOG_WARNING at start. */
void rg_log_set_level(rg_log_level level);
void rg_log(rg_log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
