import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { propagated, propagatedWithout, voteSharpness } from '../propagate-labels.ts';
import { addVotes, setVotes, votesNode } from '../vote-network.ts';
import type { ClassifierKind } from './kind.ts';

/** Labels that travel over the pool (Poisson learning, Calder et al. 2020); an image then asks the pool's images near it. */
export const propagation: ClassifierKind = {
  async train(bench) {
    const near = await bench.neighbourhood();
    const said = await propagated(bench);
    const builder = new GraphBuilder(bench.pool.inputShape);
    await addVotes(bench, builder, near.rows.length);
    const network = new Network('propagation', builder.build(), 0);
    await setVotes(bench, network, near.features, await voteSharpness(bench), said);
    return {
      classifier: { stages: [{ network, output: votesNode }] },
      trial: await propagatedWithout(bench),
    };
  },
};
