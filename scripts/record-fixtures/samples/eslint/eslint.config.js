module.exports = [
  { rules: { 'no-undef': 'error', 'no-unused-vars': 'warn', eqeqeq: 'error' } },
];
