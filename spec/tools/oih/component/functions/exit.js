exports.process = async function exit() {
  console.error('the component has had enough');
  process.exit(3);
};
