import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { exportFormats } from '../../../main/learn/export/registry.ts';
import { dataKindNames } from '../../../shared/sample-spec.ts';
import { usageCode } from '../../../shared/usage-code/usage-code.ts';

const python = process.env['PYTHON'] ?? 'python3';
const noPython = spawnSync(python, ['--version']).status !== 0;
const uses = dataKindNames.flatMap((kind) =>
  exportFormats.flatMap((format) =>
    [false, true].map((isNumber) => ({ kind, format, isNumber, loader: null })),
  ),
);

describe.each(uses)('$kind as $format, a number: $isNumber', (use) => {
  const programs = usageCode(use);

  test('have a program that says which file to read, what to install, and how sure an answer is', () => {
    expect(programs).not.toHaveLength(0);
    for (const { code } of programs) {
      expect(code).toContain('pretext.json');
      expect(code).toMatch(/^(# pip|\/\/ npm) install \S/);
      expect(code).toContain(use.isNumber ? 'halfWidth' : 'unsure');
      expect(code).not.toMatch(/\$\{|\[object/);
    }
  });

  test.skipIf(noPython)('are Python where they say so', () => {
    for (const { language, code } of programs) {
      if (language !== 'python') continue;
      const parsed = spawnSync(python, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
        input: code,
        encoding: 'utf8',
      });
      expect(parsed.status, parsed.stderr).toBe(0);
    }
  });
});

test('there is none for a format that has come since', () => {
  expect(usageCode({ kind: 'images', format: 'new', loader: null, isNumber: false })).toEqual([]);
});

test.each([
  ['tf.loadGraphModel', 'tf.loadGraphModel'],
  ['tf.loadLayersModel', 'tf.loadLayersModel'],
  [null, 'tf.loadLayersModel'],
  ['fetch("https://elsewhere.example");', 'tf.loadLayersModel'],
])('the code for TensorFlow.js opens what %s opens', (loader, call) => {
  const [page] = usageCode({ kind: 'images', format: 'tfjs', loader, isNumber: false });
  expect(page?.code).toContain(`await ${call}("./model.json")`);
});
