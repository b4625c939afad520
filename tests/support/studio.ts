import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Router } from '../../main/app/router/router.ts';
import { Studio, type StudioOptions } from '../../main/app/studio/studio.ts';
import { CallPairing, type Client } from '../../shared/contract/client.ts';
import type { AppEvent } from '../../shared/contract/events.ts';
import type { Job } from '../../shared/contract/jobs.ts';
import { decodeFromApp, decodeRequest, encodeMessage } from '../../shared/contract/wire.ts';

/** The app with one window, whose messages cross as bytes; what handlers give back is checked too. */
export interface Window extends Client {
  studio: Studio;
  events: AppEvent[];
  log: string[];
  /** The job once it has ended. */
  ended(job: string): Promise<Job>;
  /** As `ended`; fails when the job has. */
  finished(job: string): Promise<Job>;
  /** Another window of the same app, as after a reload. */
  reload(): Window;
}

export function temporaryHome(): string {
  return mkdtempSync(path.join(tmpdir(), 'pretext-home-'));
}

export function openWindow(
  home = temporaryHome(),
  options: Omit<StudioOptions, 'home' | 'log'> = {},
): Window {
  const log: string[] = [];
  return windowOf(new Studio({ ...options, home, log: (text) => log.push(text) }), log);
}

function windowOf(studio: Studio, log: string[]): Window {
  const router = new Router(studio, { checkOutputs: true });
  const events: AppEvent[] = [];
  const pairing: CallPairing = new CallPairing((request) => {
    const arrived = decodeRequest(encodeMessage(request));
    void router.answer(arrived).then((answer) => {
      pairing.receive(decodeFromApp(encodeMessage(answer)));
    });
  });
  studio.events.listen((event) => {
    const message = decodeFromApp(encodeMessage({ event }));
    if ('event' in message) events.push(message.event);
    pairing.receive(message);
  });
  const ended = async (job: string): Promise<Job> => await studio.jobs.ended(job);
  return {
    studio,
    events,
    log,
    ended,
    async finished(job) {
      const end = await ended(job);
      if (end.state !== 'finished') {
        throw new Error(`${end.kind} ${end.state}: ${end.error?.message ?? ''}\n${log.join('\n')}`);
      }
      return end;
    },
    call: async (name, input) => await pairing.call(name, input),
    listen: (listener) => pairing.listen(listener),
    reload: () => windowOf(studio, log),
  };
}

/** Waits for an event. */
export async function eventOf<Type extends AppEvent['type']>(
  window: Window,
  type: Type,
  matches: (event: Extract<AppEvent, { type: Type }>) => boolean = () => true,
): Promise<Extract<AppEvent, { type: Type }>> {
  return await new Promise((resolve) => {
    const end = window.listen((event) => {
      const found = event as Extract<AppEvent, { type: Type }>;
      if (event.type !== type || !matches(found)) return;
      end();
      resolve(found);
    });
  });
}
