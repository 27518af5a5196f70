/** Ending -> media type, of what travels in conversations and calls. The first ending of a type is the one to use. */
const TYPES: Readonly<Record<string, string>> = {
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.m4a': 'audio/mp4',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mov': 'video/quicktime',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.pdf': 'application/pdf',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.gz': 'application/gzip',
  '.zip': 'application/zip',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The media type that a name's ending stands for; application/octet-stream where we do not know it. */
export function typeByEnding(name: string): string {
  return TYPES[endingIn(name)] ?? 'application/octet-stream';
}

/** The ending for a media type, else the one that the path of its address has; empty where neither tells. */
export function endingOf(contentType: string, path: string): string {
  const known = Object.entries(TYPES).find(([, type]) => type === contentType.toLowerCase());
  return known?.[0] ?? endingIn(path);
}

function endingIn(name: string): string {
  return (/\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? '').toLowerCase();
}
