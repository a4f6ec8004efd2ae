-- :checkhealth redgreen
local M = {}

function M.check()
  vim.health.start('redgreen')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim 0.11 or later is needed')
    return
  end
  local path = vim.fn.exepath('redgreen')
  if path == '' then
    vim.health.error('redgreen is not on PATH', 'Install it, or set cmd in vim.lsp.config("redgreen", { cmd = … })')
    return
  end
  vim.health.ok('found ' .. path)
  local version = vim.system({ path, '--version' }, { text = true }):wait(5000)
  if version.code == 0 then
    vim.health.ok(vim.trim(version.stdout))
  else
    vim.health.error('it does not run: ' .. vim.trim(version.stderr or ''))
  end
  if vim.lsp.is_enabled and not vim.lsp.is_enabled('redgreen') then
    vim.health.warn("it is not enabled; put vim.lsp.enable('redgreen') into your init.lua")
  end
  vim.health.info('redgreen doctor in the shell shows interpreter, pytest, git and forge')
end

return M
