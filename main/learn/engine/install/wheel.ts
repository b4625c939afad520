import { createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { moveIntoPlace, sealBundle, sha256OfFile } from './bundle.ts';
import { runCommand } from './command.ts';
import type { SourceContext } from './context.ts';
import {
  BINDING_FILE,
  nodeApiHeadersDir,
  TENSORFLOW_VERSION,
  tfjsNodeDir,
  type Wheel,
  wheelForThisPlatform,
} from './platform.ts';

/** The wheel's folders that tfjs-node's binding includes, directly or not. */
const headerFolders = [
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/',
  'tensorflow/include/xla/',
];

/**
 * Builds the engine from TensorFlow's own Python wheel: fetched by pip, its two shared
 * libraries and C headers unpacked, tfjs-node's two C++ files compiled against them.
 * Leaves the finished bundle at `context.cachedBundle`.
 */
export async function buildFromWheel(context: SourceContext): Promise<void> {
  const wheel = wheelForThisPlatform();
  if (wheel === undefined) throw new Error('no wheel is known for this platform');
  const work = `${context.cachedBundle}.partial-${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  try {
    const bundle = path.join(work, 'bundle');
    const include = path.join(work, 'include');
    mkdirSync(bundle, { recursive: true });
    const file = await downloadWheel(wheel, work, context);
    context.report('unpacking the libraries (about 850 MB)');
    await unpackWheel(file, wheel, bundle, include);
    context.report("compiling tfjs-node's binding");
    await compileBinding(wheel, bundle, include, context.env);
    await sealBundle(bundle, 'wheel');
    moveIntoPlace(bundle, context.cachedBundle);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function downloadWheel(wheel: Wheel, work: string, context: SourceContext): Promise<string> {
  const requirement = `${wheel.project}==${TENSORFLOW_VERSION}`;
  context.report(`downloading ${requirement} with pip (about 270 MB)`);
  const dir = path.join(work, 'wheel');
  mkdirSync(dir, { recursive: true });
  const python = context.env['PYTHON'] ?? 'python3';
  const index = context.mirror === undefined ? [] : ['--index-url', context.mirror];
  // The wheel is used for its C libraries alone, so the Python that fetches it may be any version.
  await runCommand(
    python,
    [
      ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--progress-bar', 'off'],
      ...['--platform', wheel.platformTag, '--python-version', '3.11'],
      ...['--implementation', 'cp', '--abi', 'cp311'],
      ...['--dest', dir, ...index, requirement],
    ],
    { env: context.env, onLine: (line) => context.report(`  ${line}`) },
  );
  const name = readdirSync(dir).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw new Error('pip reported success but left no wheel');
  const file = path.join(dir, name);
  const sha256 = await sha256OfFile(file);
  if (sha256 !== wheel.sha256) {
    throw new Error(`${name} has checksum ${sha256}, expected ${wheel.sha256}`);
  }
  context.report(`  ${Math.round(statSync(file).size / 1e6)} MB, checksum correct`);
  return file;
}

/** Unpacks the libraries into `bundle` and the C headers into `include`. */
async function unpackWheel(
  file: string,
  wheel: Wheel,
  bundle: string,
  include: string,
): Promise<void> {
  const targetOf = (name: string): string | undefined => {
    const library = wheel.libraries.find((each) => name === `tensorflow/${each}`);
    if (library !== undefined) return path.join(bundle, library);
    const header = name.endsWith('.h') && headerFolders.some((folder) => name.startsWith(folder));
    if (!header || name.includes('..')) return undefined;
    return path.join(include, name.slice('tensorflow/include/'.length));
  };
  const zip: ZipFile = await promisify<string, yauzl.Options, ZipFile>(yauzl.open)(file, {
    lazyEntries: true,
  });
  const openEntry = promisify<Entry, Readable>(zip.openReadStream.bind(zip));
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const target = targetOf(entry.fileName);
      if (target === undefined) {
        zip.readEntry();
        return;
      }
      mkdirSync(path.dirname(target), { recursive: true });
      openEntry(entry)
        .then((stream) => pipeline(stream, createWriteStream(target)))
        .then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  });
}

async function compileBinding(
  wheel: Wheel,
  bundle: string,
  include: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const sources = path.join(tfjsNodeDir(), 'binding');
  const compiler = env['CXX'] ?? 'c++';
  await runCommand(compiler, [
    ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-w'],
    ...['-I', include, '-I', nodeApiHeadersDir()],
    path.join(sources, 'tfjs_backend.cc'),
    path.join(sources, 'tfjs_binding.cc'),
    ...['-o', path.join(bundle, BINDING_FILE), '-L', bundle],
    ...wheel.libraries.map((library) => `-l:${library}`),
    '-Wl,-rpath,$ORIGIN',
  ]);
}
