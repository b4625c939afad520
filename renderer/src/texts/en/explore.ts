export const explore = {
  title: 'Explore',
  lead: 'What the encoder has learned, without any labels: pictures it finds alike lie together.',
  noRun: 'Nothing to explore yet',
  noRunText:
    'The map shows what an encoder has learned. Pretrain one first: it needs no labels, only time.',
  toPretext: 'Choose a pretext task',
  running: 'A pretraining is under way. The map can be drawn when it is done.',
  toPretrain: 'See how it goes',
  side: 'What is on the map',
  clusters: 'Clusters',
  outliers: 'Outliers',
  selection: 'Selection',
  neighbours: 'Neighbours',
  select: 'Select',
  selectCluster: (number: number) => `Select cluster ${number}`,
  outliersText:
    'Pictures far from all others, the farthest first. They may be rare, broken, or not belong here.',
  outlierName: (place: number) => `Outlier ${place}`,
  nothingSelected: 'Nothing is selected',
  nothingSelectedText:
    'Click a point, draw a lasso (L), or hold Shift and drag. “Select” in the list of clusters takes a whole cluster.',
  selected: (pictures: string) =>
    pictures === '1' ? '1 picture selected' : `${pictures} pictures selected`,
  actsOn: (pictures: string) => `Actions apply to the ${pictures} marked below`,
  actsOnAll: 'Actions apply to all of them; mark some to choose',
  pictureName: (place: number, name: string | null) =>
    name === null ? `Picture ${place}, no label` : `Picture ${place}, ${name}`,
  exclude: 'Exclude',
  excluded: (pictures: string) =>
    pictures === '1' ? '1 picture excluded' : `${pictures} pictures excluded`,
  clear: 'Clear selection',
  showNeighbours: 'Nearest neighbours',
  neighboursHint: 'Mark one picture to see its neighbours',
  neighboursText: 'Nearest to this picture, by the encoder’s eye. Open one to walk on from it.',
  neighboursOf: 'Neighbours of',
  neighbourName: (place: number, likeness: string) => `Neighbour ${place}, similarity ${likeness}`,
  similarity: (value: number) => value.toFixed(2),
  noNeighbours: 'No picture chosen',
  noNeighboursText: 'Double-click a point or a picture to see which others are nearest to it.',
  selectThese: 'Select these on the map',
  searching: 'Looking for the nearest…',
};
