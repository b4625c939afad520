import { counted } from './counted.ts';
import type { SampleNouns } from './sample-nouns.ts';

/** The embedding map, on whichever screen it stands. */
export const map = (s: SampleNouns) => {
  return {
    label: (pictures: string, clusters: number) =>
      `Map of ${counted(pictures, s.one)} in ${counted(clusters, 'cluster')}. The lists beside it say the same in words.`,
    keys: 'Arrow keys move, plus and minus zoom, Home shows all, L switches the lasso, Escape ends the selection.',
    hint: 'Drag to move, scroll to zoom, Shift and drag to select. Double-click a point for its neighbours.',
    tools: 'Map tools',
    move: 'Move',
    lasso: `Draw a lasso around ${s.many}`,
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    reset: 'Show all',
    noWebGl: 'there is no WebGL 2 here',
    cannotDraw: (why: string) =>
      `The map cannot be drawn (${why}). The lists of clusters and unusual ${s.many} have the same content.`,
    legend: 'Legend',
    colorBy: 'Colour by',
    byCluster: 'Cluster',
    byLabel: 'Label',
    byAnomaly: 'How unusual',
    typical: 'Typical',
    farOut: 'Far from all others',
    unlabelled: 'No label',
    inCluster: (number: number) => `Cluster ${number}`,
    noCluster: 'In no cluster',
    selectNoCluster: 'Select what is in no cluster',
    selectCluster: (number: number) => `Select cluster ${number}`,
    selectClass: (name: string) => `Select all labelled “${name}”`,
    selectUnlabelled: 'Select all without a label',
    cluster: (number: number) => `Cluster ${number}`,
    size: (pictures: string) => counted(pictures, s.one),
    mostly: (name: string, count: string, labelled: string) =>
      `${name}: ${count} of ${counted(labelled, 'label')}`,
    run: 'Pretraining',
    runName: (run: number, title: string) => `Run ${run} · ${title}`,
    runScore: (at: string, knn: string) => `${at} · kNN ${knn}`,
    noMap: 'The map has not been drawn yet',
    noMapText: `It lays out all ${s.many} so that those the encoder finds alike lie together. For some thousand ${s.many} this takes about a minute.`,
    draw: 'Draw the map',
    drawing: 'Drawing the map',
    redraw: 'Draw again',
    missing: (pictures: string) =>
      pictures === '1'
        ? `1 ${s.one} came after this map was drawn and is not on it.`
        : `${pictures} ${s.many} came after this map was drawn and are not on it.`,
    labelAs: 'Label as…',
    newClass: 'New class…',
    newClassTitle: 'New class',
    newClassName: 'Name',
    newClassHint: `What these ${s.many} show, such as “shirt”.`,
    create: 'Create and label',
    takeBack: 'Take labels back',
    labelled: (pictures: string, name: string) =>
      pictures === '1'
        ? `1 ${s.one} labelled “${name}”`
        : `${pictures} ${s.many} labelled “${name}”`,
    takenBack: (pictures: string) =>
      pictures === '1'
        ? `Label of 1 ${s.one} taken back`
        : `Labels of ${pictures} ${s.many} taken back`,
  };
};
