import { embedSamples } from '../../learn/finetune/embed.ts';
import { readEncoder } from '../../learn/pretrain/read-encoder.ts';
import { writeEmbeddings } from '../embeddings-file.ts';
import { withImages } from '../images.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';
import { encoderNamed } from '../names.ts';

export const embed: Job<'embed'> = async (spec, context) =>
  await withImages(spec.images, async (source) => {
    const encoder = readEncoder(spec.weights, encoderNamed(spec.encoder), source.spec);
    try {
      const show = tenTimesASecond((share: number) => {
        context.send({ type: 'progress', stage: 'embedding', share, ...noProgressNumbers });
      });
      const embeddings = await embedSamples(encoder, source, async (done) => {
        show(done / source.count);
        await giveWay(context);
      });
      writeEmbeddings(spec.target, embeddings, Int32Array.from(spec.sampleIds), spec.digest);
      return { count: embeddings.rows, features: embeddings.columns, file: spec.target };
    } finally {
      encoder.dispose();
    }
  });
