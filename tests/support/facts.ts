import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** Documents of a person, about different things. */
const facts: Readonly<Record<string, string>> = {
  'boiler.md': `# The boiler in the cellar

The boiler was installed in 2014 by Harkness and Sons. It is serviced every October.

When the pressure falls below one bar, open the blue valve for ten seconds, then close it again. If the red lamp stays on, call the plumber, whose number is on the lid.`,
  'bicycle.txt': `Notes on the bicycle. The chain was replaced in March and needs oil after every wet ride. Tyres take 4.5 bar in front and 5 bar behind.

The spare key of the lock hangs behind the kitchen door. The frame number is WX 88213.`,
  'bread.txt': `Rye bread as grandmother made it: 400 g of rye flour, 100 g of wheat flour, sourdough, two spoons of salt and caraway.

The dough is left to rest for sixteen hours under a cloth. Bake it for fifty minutes, the first ten of them at 250 degrees, the others at 200.`,
  'insurance.txt': `The household insurance is with the Nordfeld mutual, contract 5520-117. Water damage has to be reported within three days.

Claims are sent to the office in Lindau. Bicycles are covered only when they were locked.`,
  'garden.md': `# Garden

Tomatoes stand under the roof at the south wall. They are watered at the roots, never from above, since wet leaves bring blight.

The apple tree is pruned in February, before the buds open.`,
  'music.txt': `The piano is tuned twice a year, in April and in November, by Mrs Adeyemi. Its humidity should stay near fifty percent.

The violin bow was rehaired last summer. Strings are kept in the drawer under the metronome.`,
};

/** Writes them into a folder. @returns its path */
export function writeFacts(dir: string): string {
  for (const [name, text] of Object.entries(facts)) writeFileSync(path.join(dir, name), text);
  return dir;
}

/** Questions, and the file and words of the answer. */
export const answered = [
  ['What do I do when the pressure of the boiler falls below one bar?', 'boiler.md', 'blue valve'],
  ['How long does the dough rest?', 'bread.txt', 'sixteen hours'],
  ['Who is the piano tuned by?', 'music.txt', 'Mrs Adeyemi'],
] as const;

/** What none of them says. */
export const unanswered = [
  'Which glacier in Patagonia calved most last year?',
  'Who won the football championship of 1998?',
  'How do I renew a passport abroad?',
] as const;
