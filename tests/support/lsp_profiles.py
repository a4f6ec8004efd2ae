# SPDX-License-Identifier: MIT
"""What four kinds of client announce in initialize, as far as a server like this one looks at it:
VS Code (vscode-languageclient 9), Neovim 0.11, Emacs 29 with eglot, and a client that announces
nothing. tests/editors holds those of the real Neovim and the real VS Code to the same rules."""

ACTION_KINDS = {"codeActionKind": {"valueSet": [
    "", "quickfix", "refactor", "refactor.extract", "refactor.inline", "refactor.rewrite",
    "source", "source.organizeImports"]}}

VSCODE = {
    "general": {"positionEncodings": ["utf-16"],
                "markdown": {"parser": "marked", "version": "1.1.0"}},
    "window": {"workDoneProgress": True, "showDocument": {"support": True},
               "showMessage": {"messageActionItem": {"additionalPropertiesSupport": True}}},
    "workspace": {"applyEdit": True, "configuration": True, "workspaceFolders": True,
                  "didChangeWatchedFiles": {"dynamicRegistration": True,
                                            "relativePatternSupport": True},
                  "codeLens": {"refreshSupport": True},
                  "executeCommand": {"dynamicRegistration": True}},
    "textDocument": {
        "synchronization": {"dynamicRegistration": True, "didSave": True},
        "hover": {"dynamicRegistration": True, "contentFormat": ["markdown", "plaintext"]},
        "definition": {"dynamicRegistration": True, "linkSupport": True},
        "codeLens": {"dynamicRegistration": True},
        "codeAction": {"dynamicRegistration": True, "codeActionLiteralSupport": ACTION_KINDS,
                       "isPreferredSupport": True, "disabledSupport": True, "dataSupport": True,
                       "resolveSupport": {"properties": ["edit"]}},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": False,
                               "codeDescriptionSupport": True, "dataSupport": True,
                               "tagSupport": {"valueSet": [1, 2]}},
    },
}

NEOVIM = {
    "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
    "window": {"workDoneProgress": True, "showDocument": {"support": True},
               "showMessage": {"messageActionItem": {"additionalPropertiesSupport": True}}},
    "workspace": {"applyEdit": True, "configuration": True, "workspaceFolders": True,
                  "didChangeWatchedFiles": {"dynamicRegistration": False,
                                            "relativePatternSupport": True}},
    "textDocument": {
        "synchronization": {"dynamicRegistration": False, "didSave": True},
        "hover": {"dynamicRegistration": True, "contentFormat": ["markdown", "plaintext"]},
        "definition": {"dynamicRegistration": True, "linkSupport": True},
        "codeLens": {"dynamicRegistration": False},
        "codeAction": {"dynamicRegistration": True, "codeActionLiteralSupport": ACTION_KINDS,
                       "isPreferredSupport": True, "dataSupport": True,
                       "resolveSupport": {"properties": ["edit", "command"]}},
        "publishDiagnostics": {"relatedInformation": True, "dataSupport": True,
                               "tagSupport": {"valueSet": [1, 2]}},
    },
}

EGLOT = {
    "general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {"applyEdit": True, "configuration": True, "workspaceFolders": True,
                  "didChangeWatchedFiles": {"dynamicRegistration": True},
                  "executeCommand": {"dynamicRegistration": False}},
    "textDocument": {
        "synchronization": {"dynamicRegistration": False, "didSave": True},
        # Without markdown-mode, Emacs can show plain text alone.
        "hover": {"dynamicRegistration": False, "contentFormat": ["plaintext"]},
        "definition": {"dynamicRegistration": False, "linkSupport": True},
        "codeAction": {"dynamicRegistration": False, "codeActionLiteralSupport": ACTION_KINDS,
                       "isPreferredSupport": True},
        "publishDiagnostics": {"relatedInformation": False, "codeDescriptionSupport": False,
                               "tagSupport": {"valueSet": [1, 2]}},
    },
}

MINIMAL = {}

PROFILES = {"VS Code": VSCODE, "Neovim": NEOVIM, "Emacs": EGLOT, "minimal": MINIMAL}
