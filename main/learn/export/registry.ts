import type { Exporter } from './exporter.ts';
import { onnx } from './onnx/onnx-exporter.ts';
import { savedmodel } from './savedmodel/savedmodel-exporter.ts';
import { tfjs } from './tfjs/tfjs-exporter.ts';

/** Every export format, one line each. */
export const exporters = { onnx, tfjs, savedmodel } satisfies Record<string, Exporter>;

export type ExportFormat = keyof typeof exporters;
export const exportFormats = Object.keys(exporters) as ExportFormat[];
