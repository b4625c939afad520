export const home = {
  title: 'Your projects',
};
