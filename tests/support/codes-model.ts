import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import type { ExportableModel } from '../../main/learn/export/exporter.ts';
import {
  addPatchCodes,
  learnPatches,
  setPatchCodes,
} from '../../main/learn/features/patch-codes.ts';
import { GraphBuilder } from '../../main/learn/models/graph.ts';
import { Network } from '../../main/learn/models/network.ts';
import { blotches } from './images.ts';

/** A classifier of patch codes, with layers that a tfjs LayersModel has not, and pictures for it. */
export function codesModel(
  side: number,
  channels: 1 | 3,
): { model: ExportableModel; images: SampleSource } {
  const classes = ['upright', 'lying', 'neither'];
  const images = blotches(40, channels, side);
  const dictionary = learnPatches(images, 1, 16);
  const graph = new GraphBuilder([side, side, channels]);
  const codes = addPatchCodes(graph, dictionary);
  const unit = graph.add('unitLength', 'unit', [codes], { length: 2 });
  const both = graph.add('concat', 'both', [codes, unit], {});
  const near = graph.add('dense', 'near', [both], { units: 9, bias: true });
  const shares = graph.add('softmax', 'shares', [near], {});
  graph.add('dense', 'logits', [shares], { units: classes.length, bias: false });
  const network = new Network('codes', graph.build(), 2);
  setPatchCodes(network, dictionary);
  const stages = [{ network, output: 'logits' }];
  return { model: { stages, spec: images.spec, classes }, images };
}
