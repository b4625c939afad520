export const pretext = {
  title: 'Pretext task',
};
