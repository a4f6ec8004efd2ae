/* SPDX-License-Identifier: MIT */
/* cli.h - the shell's face: the same commands, with people or programs reading. */
#ifndef RG_CLI_CLI_H
#define RG_CLI_CLI_H

/*
 * argv as main got it. Returns the exit status: 0 done, 1 the answer is no (fails, unstable,
 * stopped), 2 wrong use or configuration, 3 redgreen or its environment failed, 130 interrupted.
 */
int rg_cli_main(int argc, char **argv);

#endif
