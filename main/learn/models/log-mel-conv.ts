import { specOfKind } from '../../../shared/sample-spec.ts';
import type { EncoderDefinition } from './encoder.ts';
import { GraphBuilder, graphInput } from './graph.ts';
import { addSmallConv } from './small-conv.ts';
import { spectrogramOf } from './spectrogram-settings.ts';

/** The small convolutional network on log-mel spectrograms, which are computed in the graph: waveforms go in. */
export const logMelConv: EncoderDefinition = {
  title: 'Small convolutional network on spectrograms',
  kinds: ['audio'],
  build(inputShape, spec) {
    if (spec === undefined) throw new RangeError('the rate of recordings is not known');
    const graph = new GraphBuilder(inputShape);
    const settings = spectrogramOf(specOfKind(spec, 'audio'));
    const spectrogram = graph.add('logMel', 'log_mel', [graphInput], settings);
    // A second of sound has four times the pixels of a small picture, and half of its detail.
    const featureMap = addSmallConv(graph, spectrogram, 2);
    return { graph: graph.build(), featureMap, spectrogram };
  },
};
