export type { Change } from './changes';
export type { Clock } from './clock';
export type { Contact, ContactFields } from './contact';
export type { Conversation, NewConversation, Part, Reply } from './conversation';
export {
  FakeIntercom,
  type RequestHook,
  type SandboxAnswer,
  type SandboxOptions,
  type SandboxRequest,
} from './fakeIntercom';
export type { ActiveFault, Fault, FaultScope, Faults } from './faults';
export type { LoggedRequest, RequestLog } from './requests';
export type { Call, Route } from './router';
export type { Seed } from './seed';
export { type Sandbox, type ServerOptions, startSandbox } from './server';
export type { Workspace } from './workspace';
