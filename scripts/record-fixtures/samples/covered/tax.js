module.exports = (amount) => (amount > 100 ? amount * 0.2 : 0);
