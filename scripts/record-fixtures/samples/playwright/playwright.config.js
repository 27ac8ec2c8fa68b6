module.exports = {
  timeout: 500,
  retries: 1,
  workers: 1,
  projects: [{ name: 'plain' }, { name: 'strict', grep: /adds/ }],
};
