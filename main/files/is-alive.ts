/** Whether a process of this number is running; a name on a temporary file or a record may outlive its process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // gone, or somebody else's by now
  }
}
