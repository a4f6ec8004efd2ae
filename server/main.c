/* SPDX-License-Identifier: MIT */
/* main.c - argv → a face, and whose memory it is; nothing else. */
#include "base/json.h"
#include "base/str.h"
#include "cli/cli.h"
#include "lsp/lsp.h"
#include "syntax/outline.h"

int main(int argc, char **argv)
{
	rg_str first = rg_str_of(argc > 1 ? argv[1] : "");

	rg_json_own_memory();
	rg_syntax_own_memory();
	if (rg_str_eq_z(first, "lsp") || rg_str_eq_z(first, "--stdio"))
		return rg_lsp_main(argc - 1, argv + 1);
	return rg_cli_main(argc, argv);
}
