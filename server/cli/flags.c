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

/* Those that are not any text. */
static const char *const values[RG_N_ARGS] = {
	[RG_ARG_root] = "FOLDER",  [RG_ARG_log] = "LOG",     [RG_ARG_name] = "NAME",
	[RG_ARG_kind] = "KIND",	   [RG_ARG_base] = "BRANCH", [RG_ARG_runs] = "N",
	[RG_ARG_seed] = "N",	   [RG_ARG_variant] = "WAY", [RG_ARG_plan] = "HASH",
	[RG_ARG_accept] = "CODES", [RG_ARG_start] = "NAMES", [RG_ARG_inputs] = "VALUES",
};

const char *rg_cli_arg_value(rg_arg arg)
{
	return values[arg] ? values[arg] : "TEXT";
}

const rg_cli_example *rg_cli_examples(size_t *n)
{
	*n = sizeof(examples) / sizeof(examples[0]);
	return examples;
}
