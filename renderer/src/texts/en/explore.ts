import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

export const explore = (s: SampleNouns) => {
  return {
    title: 'Explore',
    lead: `What the encoder has learned, without any labels: ${s.many} it finds alike lie together.`,
    next: `Next: label ${s.many}`,
    noRun: 'Nothing to explore yet',
    noRunText:
      'The map shows what an encoder has learned. Pretrain one first: it needs no labels, only time.',
    toPretext: 'Choose a pretext task',
    running: 'A pretraining is under way. The map can be drawn when it is done.',
    toPretrain: 'See how it goes',
    side: 'What is on the map',
    clusters: 'Clusters',
    unusual: 'Unusual',
    selection: 'Selection',
    neighbours: 'Neighbours',
    select: 'Select',
    unusualText: 'far from all others, the farthest first: rare, broken, or out of place.',
    unusualName: (place: number, distance: string) =>
      `Unusual ${s.one} ${place}, distance ${distance}`,
    unusualList: `Unusual ${s.many}`,
    distance: (value: number) => value.toFixed(3),
    fartherThan: (share: string) => `Farther from its nearest than ${share} of the ${s.many}`,
    mostUnusual: `Farther from its nearest than any other ${s.one}`,
    nearestUsual: `Usual ${s.many} nearest to it`,
    usualName: (place: number) => `Usual ${s.one} ${place}`,
    noAnomalies: `Nobody has looked for unusual ${s.many} yet`,
    noAnomaliesText: `Each ${s.one} is compared with those nearest to it. This takes some seconds.`,
    findAnomalies: `Look for unusual ${s.many}`,
    lookingForAnomalies: `Looking for unusual ${s.many}`,
    anomaliesOutdated: `The training ${s.many} are no longer those that were looked at.`,
    // clusters
    noClusters: 'No clusters yet',
    noClustersText: `Clusters are groups of ${s.many} that the encoder finds alike. No labels are needed.`,
    findClusters: 'Find clusters',
    findingClusters: 'Finding clusters',
    findAgain: 'Find again',
    change: 'Change…',
    clustersOutdated: `The training ${s.many} are no longer those that these clusters were found in.`,
    found: (clusters: string, algorithm: string) =>
      clusters === '1' ? `1 cluster by ${algorithm}` : `${clusters} clusters by ${algorithm}`,
    bySilhouette: (first: number, last: number) =>
      `Of ${first} to ${last} tried, this number divides the ${s.many} most clearly:`,
    silhouette: (value: string) => `silhouette ${value}`,
    byClasses: 'As many as there are classes with labels.',
    byPerson: 'As many as you asked for.',
    bySize: (pictures: string) => `Dense groups of ${counted(pictures, s.one)} or more.`,
    inNone: (pictures: string, share: string) =>
      `${counted(pictures, s.one)} (${share}) ${pictures === '1' ? 'lies' : 'lie'} between them.`,
    findTitle: 'Find clusters',
    findText: `Groups of ${s.many} that the encoder finds alike. Labels stay as they are.`,
    algorithm: 'How',
    count: 'Number of clusters',
    countHint: (classes: string | null) =>
      classes === null
        ? `Empty: the number that divides the ${s.many} most clearly.`
        : `Empty: as many as there are classes with labels, ${classes}.`,
    smallest: `${s.Many} a cluster has at least`,
    smallestHint: `Empty: what suits the number of ${s.many}.`,
    automatic: 'automatic',
    countProblem: 'A whole number from 2 to 1,000.',
    smallestProblem: 'A whole number from 2 to 100,000.',
    // agreement
    agreement: (labels: string) => `Agreement with ${counted(labels, 'label')}`,
    noAgreement: `Once ${s.many} of two classes are labelled, you see here how well the clusters match them.`,
    verdicts: {
      same: 'The clusters are nearly your classes.',
      mostly: 'The clusters are mostly your classes.',
      partly: 'The clusters are partly your classes.',
      hardly: 'The clusters hardly follow your classes.',
    },
    fewLabels: 'With so few labels, this may change much with the next ones.',
    pureText: (pure: string) =>
      `${pure} of the labelled ${s.many} are of their cluster’s commonest class.`,
    randText: '0 is what chance gives, 1 the same groups.',
    informationText: 'What a cluster tells about the class: 0 no more than chance, 1 all of it.',
    noneCounts: `${s.Many} in no cluster count as one more cluster.`,
    placed: (labels: string, rand: string, pure: string) =>
      `Among the ${labels} in a cluster alone: adjusted Rand index ${rand}, purity ${pure}.`,
    nothingSelected: 'Nothing is selected',
    nothingSelectedText:
      'Click a point, draw a lasso (L), or hold Shift and drag. A click on a cluster in the list takes all of it.',
    selected: (pictures: string) =>
      pictures === '1' ? `1 ${s.one} selected` : `${pictures} ${s.many} selected`,
    actsOn: (pictures: string) => `Actions apply to the ${pictures} marked below`,
    actsOnAll: 'Actions apply to all of them; mark some to choose',
    pictureName: (place: number, name: string | null) =>
      name === null ? `${s.One} ${place}, no label` : `${s.One} ${place}, ${name}`,
    exclude: 'Exclude',
    excluded: (pictures: string) =>
      pictures === '1' ? `1 ${s.one} excluded` : `${pictures} ${s.many} excluded`,
    clear: 'Clear selection',
    showNeighbours: 'Nearest neighbours',
    neighboursHint: `Mark one ${s.one} to see its neighbours`,
    neighboursText: `Nearest to this ${s.one}, by the encoder’s eye. Open one to walk on from it.`,
    neighboursOf: 'Neighbours of',
    neighbourName: (place: number, likeness: string) =>
      `Neighbour ${place}, similarity ${likeness}`,
    similarity: (value: number) => value.toFixed(2),
    noNeighbours: `No ${s.one} chosen`,
    noNeighboursText: `Double-click a point or a ${s.one} to see which others are nearest to it.`,
    selectThese: 'Select these on the map',
    searching: 'Looking for the nearest…',
  };
};
