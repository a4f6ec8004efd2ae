/* SPDX-License-Identifier: MIT */
/*
 * banned.h - functions that are compile errors here, each naming its replacement.
 * Included by force before every file of the server.
 */
#ifndef RG_BASE_BANNED_H
#define RG_BASE_BANNED_H

#ifndef __ASSEMBLER__
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef strtok
#undef alloca
#define strcpy(a, b)	 RG_BANNED_strcpy_use_rg_arena_dup
#define strcat(a, b)	 RG_BANNED_strcat_use_rg_buf_add
#define strncpy(a, b, c) RG_BANNED_strncpy_use_rg_arena_dup
#define strncat(a, b, c) RG_BANNED_strncat_use_rg_buf_add
#define sprintf(...)	 RG_BANNED_sprintf_use_rg_buf_printf
#define vsprintf(...)	 RG_BANNED_vsprintf_use_rg_buf_vprintf
#define strtok(a, b)	 RG_BANNED_strtok_use_rg_str_part
#define atoi(a)		 RG_BANNED_atoi_use_rg_str_u64
#define atol(a)		 RG_BANNED_atol_use_rg_str_u64
#define system(a)	 RG_BANNED_system_use_os_child
#define popen(a, b)	 RG_BANNED_popen_use_os_child
#define gets(a)		 RG_BANNED_gets
#define tmpnam(a)	 RG_BANNED_tmpnam_use_os_fs
#define mktemp(a)	 RG_BANNED_mktemp_use_os_fs
#define localtime(a)	 RG_BANNED_localtime_use_localtime_r
#define gmtime(a)	 RG_BANNED_gmtime_use_gmtime_r
#define alloca(a)	 RG_BANNED_alloca_use_an_arena
#endif

#endif
