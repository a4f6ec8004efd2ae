/* SPDX-License-Identifier: MIT */
/* python_mend.h - inside runner/: the command that puts pytest into the chosen environment. */
#ifndef RG_RUNNER_PYTHON_MEND_H
#define RG_RUNNER_PYTHON_MEND_H

#include "runner/python.h"

/*
 * By whoever made it: uv, poetry, pipenv, pixi, conda, pip; in the arena. has_pip: as Python said
 * itself; is_managed: the system's package manager forbids pip (PEP 668); is_newer: pytest is
 * there, and too old.
 */
rg_str rg_python_mend(rg_arena *arena, const rg_python *python, const rg_python_spec *spec,
		      bool has_pip, bool is_managed, bool is_newer);

#endif
