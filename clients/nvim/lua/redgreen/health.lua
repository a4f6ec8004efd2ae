-- SPDX-License-Identifier: MIT
-- :checkhealth redgreen
local M = {}

function M.check()
  local health = vim.health
  health.start('redgreen')
  if vim.fn.has('nvim-0.11') == 0 then
    health.error('Neovim 0.11 or later is needed')
    return
  end
  local config = vim.lsp.config.redgreen
  local cmd = config and config.cmd or { 'redgreen' }
  local program = type(cmd) == 'table' and cmd[1] or 'redgreen'
  local path = vim.fn.exepath(program)
  if path == '' then
    health.error(program .. ' is not on PATH', {
      'Install redgreen, or name its place:',
      "vim.lsp.config('redgreen', { cmd = { '/path/to/redgreen', 'lsp' } })",
    })
    return
  end
  health.ok('found ' .. path)
  local version = vim.system({ path, '--version' }, { text = true }):wait(5000)
  if version.code == 0 then
    health.ok(vim.trim(version.stdout))
  else
    health.error('it does not run: ' .. vim.trim(version.stderr or ''))
  end
  if vim.lsp.is_enabled and not vim.lsp.is_enabled('redgreen') then
    health.warn("it is not enabled; put vim.lsp.enable('redgreen') into your init.lua")
  end
  for _, client in ipairs(vim.lsp.get_clients({ name = 'redgreen' })) do
    health.ok('serves ' .. (client.root_dir or 'single files'))
  end
  if require('redgreen.log').has_parser() then
    health.ok("the grammar of pytest's output colours and folds logs")
  else
    health.info("no grammar of pytest's output: logs have no colours (:help redgreen-logs)")
  end
  health.info('redgreen doctor in the shell shows interpreter, pytest, git and forge')
end

return M
