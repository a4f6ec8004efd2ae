/* SPDX-License-Identifier: MIT */
/* flags.c - the common flags and the examples, from their tables. */
#include "cli/pages.h"

static const struct {
	const char *name, *help;
} flags[] = {
#define RG_FLAG(id, name, help) {name, help},
#include "cli/flags.def"
#undef RG_FLAG
};

static const rg_cli_example examples[] = {
#define RG_EXAMPLE(command, words, help) {command, words, help},
#include "cli/examples.def"
#undef RG_EXAMPLE
};

const char *rg_cli_flag_name(rg_cli_flag flag)
{
	return flags[flag].name;
}

const char *rg_cli_flag_help(rg_cli_flag flag)
{
	return flags[flag].help;
}

rg_cli_flag rg_cli_flag_of(rg_str word)
{
	if (rg_str_eq_z(word, "-h"))
		return RG_CLI_HELP;
	for (int i = 0; rg_str_starts(word, RG_STR("--")) && i < RG_CLI_N_FLAGS; i++)
		if (rg_str_eq_z(rg_str_sub(word, 2, word.len), flags[i].name))
			return (rg_cli_flag)i;
	return RG_CLI_N_FLAGS;
}

const rg_cli_example *rg_cli_examples(size_t *n)
{
	*n = sizeof(examples) / sizeof(examples[0]);
	return examples;
}
