/* SPDX-License-Identifier: MIT */
/*
 * modules.h - inside locate/: Python's imports followed to files of the workspace. Nothing is run:
 * a module is where its path says, below the root, below `src` and the like, or beside.
 */
#ifndef RG_LOCATE_MODULES_H
#define RG_LOCATE_MODULES_H

#include "locate/scene.h"

/*
 * The file of a module: "a.b" → a/b.py or a/b/__init__.py, anywhere in the workspace but inside a
 * package of another name; level: leading dots, counted from the file `from`. Null: none.
 */
rg_str rg_module_file(const rg_scene *scene, rg_str module, uint32_t level, rg_str from);

/* A name that an import brings, and the files that it came through. */
typedef struct rg_origin {
	rg_str file;	/* that defines it, or the last one that could be reached */
	rg_str through; /* the package that hands it on, or null */
} rg_origin;

/* Follows name in the file through `from … import` and `import *`, at most 6 steps. */
rg_origin rg_module_origin(const rg_scene *scene, rg_str file, rg_str name);

#endif
