// Types of Aldis's API, /api/v1: made by `bun run scripts/api-client.ts` from its OpenAPI document; do not edit.
//
//   import createClient from "openapi-fetch";
//   import type { paths } from "./aldis-api";
//
//   const aldis = createClient<paths>({ baseUrl: "https://gateway.example", headers: { authorization: "Bearer aldis_…" } });
//   const { data, error } = await aldis.POST("/api/v1/messages", { body: { to: "+491701234567", text: "Disk full on db1" } });

export interface paths {
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who you are, and what you may do */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a browser
         * @description Needs the permission *Access to the web interface* (`web`). Who has a second factor also needs a code of it: without, the answer is 401 with `secondFactor`. The answer sets the session's cookie.
         */
        post: operations["startSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of yours, or sign out
         * @description With a token it needs the permission *Manage users* (`users`).
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where you are signed in, the latest seen first
         * @description With a token it needs the permission *Manage users* (`users`).
         */
        get: operations["listMySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a user is signed in, the latest seen first
         * @description Needs the permission *Manage users* (`users`).
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * End every session of a user
         * @description Needs the permission *Manage users* (`users`).
         */
        delete: operations["endSessionsOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of a user
         * @description Needs the permission *Manage users* (`users`).
         */
        delete: operations["endSessionOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your tokens, or those of another user
         * @description A token without the permission *Manage users* (`users`) sees itself alone.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Make a token for a program
         * @description The program sends it as `Authorization: Bearer aldis_…`. It never allows more than you may do in this call; made with a token that expires, it expires no later.
         */
        post: operations["addToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description It ends at once. One of another user needs the permission *Manage users* (`users`); so does, with a token, every one but itself.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change your password
         * @description Your sessions end except the one that you call with, and your tokens are revoked unless you keep them.
         */
        put: operations["changeMyPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether you have a second factor */
        get: operations["getSecondFactor"];
        /** Turn the second factor on, with a code of the app */
        put: operations["confirmSecondFactor"];
        /**
         * Get a key for an authenticator app
         * @description It counts once you have shown a code of it (`PUT`); until then it can be replaced by asking again.
         */
        post: operations["beginSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn your second factor off
         * @description Needs your password and a code, as a sign-in does. Who has no code any more asks somebody who manages users.
         */
        post: operations["removeSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Turn a user's second factor off, when the telephone is lost
         * @description You must hold every permission that the user holds. Needs the permission *Manage users* (`users`).
         */
        delete: operations["removeSecondFactorOfUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/single-sign-on/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send a browser to the provider of OpenID Connect
         * @description 404 while no provider is set (`oidc-issuer`, `oidc-client-id`). Where this fails, a browser (`Accept: text/html`) is sent to the page with `?sign-in=` and the kind of the failure; the page says why.
         */
        get: operations["startSingleSignOn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/single-sign-on/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the provider sends the browser back
         * @description Starts a session, in the browser that began the sign-in alone, and sends it on. The query is the provider's. Where this fails, a browser (`Accept: text/html`) is sent to the page with `?sign-in=` and the kind of the failure; the page says why.
         */
        get: operations["completeSingleSignOn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say who a user is at the provider
         * @description Whom the provider calls by this `subject` signs in as the user from now on. The event of a refused sign-in tells the subject. Nobody links a user who holds more than they do. Needs the permission *Manage users* (`users`).
         */
        put: operations["linkIdentity"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who you are at providers of OpenID Connect
         * @description With a token it needs the permission *Manage users* (`users`).
         */
        get: operations["listMyIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign in at a provider no more
         * @description Sessions go on. Make sure that you know your password, or ask who manages users to link you again. With a token it needs the permission *Manage users* (`users`).
         */
        delete: operations["unlinkMyIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who a user is at providers of OpenID Connect
         * @description Needs the permission *Manage users* (`users`).
         */
        get: operations["listIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/identities/{identity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let a user sign in at a provider no more
         * @description Sessions go on: end them too, where that is meant. Needs the permission *Manage users* (`users`).
         */
        delete: operations["unlinkIdentity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * System users, by name
         * @description Needs the permission *Manage users* (`users`).
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Add a system user
         * @description To give permissions, you need *Manage permissions* (`permissions`) too. Names are unique, so that a repeated request is refused with 409. Needs the permission *Manage users* (`users`).
         */
        post: operations["addUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A system user
         * @description Needs the permission *Manage users* (`users`).
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Remove a system user
         * @description You must hold every permission that the user holds. Sessions and tokens end. Messages that the user sent stay. Needs the permission *Manage users* (`users`).
         */
        delete: operations["removeUser"];
        options?: never;
        head?: never;
        /**
         * Disable a system user, or limit from where and how often they may call
         * @description A JSON Merge Patch: what is absent stays, `null` lifts a limit. Your own networks must hold the address that you call from. You must hold every permission that the user holds. Who is disabled loses all sessions and tokens. With `If-Match`, only a user who is still as you read it is changed. Needs the permission *Manage users* (`users`).
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/v1/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a system user another password
         * @description You must hold every permission that the user holds, or you could take them by signing in as the user. Sessions end except the one that you call with, and tokens are revoked unless you keep them. Needs the permission *Manage users* (`users`).
         */
        put: operations["setUserPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a system user may do
         * @description Needs the permission *Manage permissions* (`permissions`).
         */
        get: operations["getUserPermissions"];
        /**
         * Say what a system user may do
         * @description Replaces all of the user's permissions. The last who holds `users` or `permissions` keeps it, and who keeps it for themselves keeps `web` or `rest-api` too. With `If-Match`, only if they are still as you read them. Needs the permission *Manage permissions* (`permissions`).
         */
        put: operations["setUserPermissions"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The permissions that there are, and presets */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the code of a set-up link
         * @description Whether `POST /api/v1/setup` would take it now. A right code is not used up, a wrong one counts.
         */
        post: operations["checkSetupCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the administrator, with the code of the set-up link
         * @description The code is the part behind `#` of the set-up link. The gateway prints that link as long as it has no user; `aldis setup-link` makes a new one, as long as nobody may manage users. It works once, for 30 minutes. Whatever is wrong with the code is answered with the same 403.
         */
        post: operations["completeSetup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Outgoing messages, page by page
         * @description Your own; those of others as well with *Sent messages* (`sent-messages`).
         */
        get: operations["getMessages"];
        put?: never;
        /**
         * Send a message
         * @description One message for each recipient. The answer comes when all of them are safely stored; sending goes on from there. Recipients that cannot be sent to are named in `refused`; when none is left, the call fails with 422.
         */
        post: operations["sendMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a message would be, and who would get it
         * @description Sends nothing, and records nothing. Without the permission `contacts`, people who were named as contacts or groups are only counted.
         */
        post: operations["previewMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One outgoing message, with its parts and its history
         * @description Your own; that of another user needs *Sent messages* (`sent-messages`).
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description One of your own; of another user with *Sent messages* (`sent-messages`). A queued one is not sent. 409 while it is being sent. With `If-Match` only if it still has this ETag.
         */
        delete: operations["removeMessage"];
        options?: never;
        head?: never;
        /**
         * Change a queued message
         * @description One of your own; of another user with *Sent messages* (`sent-messages`). Only what nobody has begun to send: 409 with the state otherwise, also after a try that failed. What is absent stays. With `If-Match` only if it still has this ETag.
         */
        patch: operations["editMessage"];
        trace?: never;
    };
    "/api/v1/messages/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Outgoing messages as a CSV file
         * @description All that the filter finds: your own; those of others as well with *Sent messages* (`sent-messages`). It is read in steps, so what changes meanwhile is in it as it was or as it is.
         */
        get: operations["exportMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incoming/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Incoming messages as a CSV file
         * @description All that the filter finds. It is read in steps, so what changes meanwhile is in it as it was or as it is. Needs the permission *Incoming messages* (`incoming-messages`).
         */
        get: operations["exportIncomingMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a queued message
         * @description One of your own; of another user with *Sent messages* (`sent-messages`). It stays in the list as *cancelled*. 409 with its state when it is too late.
         */
        post: operations["cancelMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message again that came to nothing
         * @description One of your own; of another user with *Sent messages* (`sent-messages`). What failed, expired, was cancelled or not delivered stays as it is, and a copy of it is queued; a message whose outcome is unknown is itself queued again. 409 with its state otherwise.
         */
        post: operations["resendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel, resend or delete many messages
         * @description Your own; those of other users with *Sent messages* (`sent-messages`). Works in steps for 10 seconds at most. Where `next` is in the answer, more is to be done: repeat the request with it as `after`, and with an `Idempotency-Key` of its own. With a key each message is sent again once, however often the request is repeated, also when the gateway was interrupted in the middle of it.
         */
        post: operations["changeMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incoming": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Incoming messages, page by page
         * @description A long message is listed once all its parts are there, or a day after the first. Needs the permission *Incoming messages* (`incoming-messages`).
         */
        get: operations["getIncomingMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incoming/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One incoming message
         * @description Needs the permission *Incoming messages* (`incoming-messages`).
         */
        get: operations["getIncomingMessage"];
        put?: never;
        post?: never;
        /**
         * Delete an incoming message
         * @description With `If-Match` only if it still has this ETag. Needs the permission *Incoming messages* (`incoming-messages`).
         */
        delete: operations["removeIncomingMessage"];
        options?: never;
        head?: never;
        /**
         * Mark an incoming message as read, or note something about it
         * @description What is absent stays; an empty note goes. With `If-Match` only if it still has this ETag. Needs the permission *Incoming messages* (`incoming-messages`).
         */
        patch: operations["markIncomingMessage"];
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers that messages went to or came from, with the latest of each
         * @description The latest first; with `q` the latest of those that it finds. Outgoing messages are your own; those of others as well with *Sent messages* (`sent-messages`). Needs the permission *Incoming messages* (`incoming-messages`).
         */
        get: operations["getConversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All messages to and from a number, newest first
         * @description Outgoing messages are your own; those of others as well with *Sent messages* (`sent-messages`). Needs the permission *Incoming messages* (`incoming-messages`).
         */
        get: operations["getConversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Named texts: the shared ones, then your own, by name */
        get: operations["getTemplates"];
        put?: never;
        /**
         * Add a named text
         * @description A shared one needs the permission *General settings* (`general`).
         */
        post: operations["addTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One named text */
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        /**
         * Remove a named text
         * @description Your own, or a shared one with the permission *General settings* (`general`). With `If-Match` only if it still has this ETag.
         */
        delete: operations["removeTemplate"];
        options?: never;
        head?: never;
        /**
         * Change a named text
         * @description Your own, or a shared one with the permission *General settings* (`general`). A JSON Merge Patch. With `If-Match` it is changed only if it still has this ETag.
         */
        patch: operations["changeTemplate"];
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts, by name
         * @description Needs the permission *Manage contacts* (`contacts`).
         */
        get: operations["findContacts"];
        put?: never;
        /**
         * Add a contact
         * @description Needs the permission *Manage contacts* (`contacts`).
         */
        post: operations["createContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One contact
         * @description Needs the permission *Manage contacts* (`contacts`).
         */
        get: operations["getContact"];
        put?: never;
        post?: never;
        /**
         * Delete a contact
         * @description It also leaves its groups, their schedules and escalation orders. 409 while a policy calls it; the answer says which. With `If-Match` only if it still has this ETag. Needs the permission *Manage contacts* (`contacts`).
         */
        delete: operations["removeContact"];
        options?: never;
        head?: never;
        /**
         * Change a contact
         * @description A JSON Merge Patch: what is absent stays, `null` removes a field. With `If-Match` it is changed only if it still has this ETag. Needs the permission *Manage contacts* (`contacts`).
         */
        patch: operations["updateContact"];
        trace?: never;
    };
    "/api/v1/contacts/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the same to many contacts
         * @description In steps, each of which stays done. A call ends after 10 seconds at most: while the answer has `next`, repeat the call with it as `after`. Needs the permission *Manage contacts* (`contacts`).
         */
        post: operations["changeContactsInBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what an import of contacts would do
         * @description A dry run: nothing is changed. The plan is kept for 30 minutes in the memory of this gateway, for you, and is carried out by its ID. Needs the permission *Import contacts* (`import-contacts`).
         */
        post: operations["planImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/import/{plan}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far an import is
         * @description The same as the event `import` of `/api/v1/events`; at the gateway that made the plan, until it expires. Needs the permission *Import contacts* (`import-contacts`).
         */
        get: operations["getImport"];
        put?: never;
        /**
         * Carry out a plan
         * @description In one transaction, and only if it still does what the plan says: 409 when the address book has changed so that it would not. A plan is carried out once: until it expires, who repeats it gets the same answer, with the header `Idempotency-Replayed: true`. Needs the permission *Import contacts* (`import-contacts`).
         */
        post: operations["importContacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All contacts as a CSV file
         * @description In the order of names; the import reads it back without any change. It is read in steps, so what is changed meanwhile is in it as it was or as it is; a contact that gets another name may be in it twice, or not at all. Needs the permission *Manage contacts* (`contacts`).
         */
        get: operations["exportContacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups, by name
         * @description Needs the permission *Manage groups* (`groups`).
         */
        get: operations["listGroups"];
        put?: never;
        /**
         * Add a group
         * @description Needs the permission *Manage groups* (`groups`).
         */
        post: operations["addGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One group
         * @description Needs the permission *Manage groups* (`groups`).
         */
        get: operations["getGroup"];
        put?: never;
        post?: never;
        /**
         * Delete a group
         * @description Its contacts are kept. With `If-Match` only if it still has this ETag. Needs the permission *Manage groups* (`groups`).
         */
        delete: operations["deleteGroup"];
        options?: never;
        head?: never;
        /**
         * Rename a group, or name its policy
         * @description A JSON Merge Patch. With a `policy`, by name, a message to the group by any interface opens an alarm; `null`: it is a message again. With `If-Match` it is changed only if it still has this ETag. Needs the permission *Manage groups* (`groups`).
         */
        patch: operations["changeGroup"];
        trace?: never;
    };
    "/api/v1/groups/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Members of a group, by name
         * @description Needs the permission *Manage groups* (`groups`) and *Manage contacts* (`contacts`).
         */
        get: operations["listMembers"];
        put?: never;
        /**
         * Put contacts into a group
         * @description All of them, or none when one does not exist. Those that are members already stay so. Needs the permission *Manage groups* (`groups`).
         */
        post: operations["addMembers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/members/{contact}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a contact out of a group
         * @description It also leaves the group's schedule and escalation order. Needs the permission *Manage groups* (`groups`).
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/shifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who of a group is on call when
         * @description Needs the permission *Manage groups* (`groups`).
         */
        get: operations["getShifts"];
        /**
         * Say who of a group is on call when
         * @description Replaces the whole list, and so needs `If-Match` with the ETag of its GET. Needs the permission *Manage groups* (`groups`).
         */
        put: operations["setShifts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/escalation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom of a group to notify one after another
         * @description Needs the permission *Manage groups* (`groups`).
         */
        get: operations["getEscalation"];
        /**
         * Say whom of a group to notify one after another
         * @description Replaces the whole list, and so needs `If-Match` with the ETag of its GET. Needs the permission *Manage groups* (`groups`).
         */
        put: operations["setEscalation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/on-call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who of a group is on call, now or at some time
         * @description The shifts of each date, with the overrides applied, by the clock of the group's time zone. Needs the permission *Manage groups* (`groups`).
         */
        get: operations["getOnCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups/{id}/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is on call once, in place of what the shifts say
         * @description Needs the permission *Manage groups* (`groups`).
         */
        get: operations["getOverrides"];
        /**
         * Say who is on call once, in place of what the shifts say
         * @description Replaces the whole list, and so needs `If-Match` with the ETag of its GET. Two members swap by one override each. Afterwards the shifts apply again. Needs the permission *Manage groups* (`groups`).
         */
        put: operations["setOverrides"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Policies: who is called about an alarm, in which order, and how long each has time to answer
         * @description Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        get: operations["getPolicies"];
        put?: never;
        /**
         * Add a policy
         * @description 422 names each value that is wrong. A contact, group or webhook that is not there is accepted, with `warnings`: nobody is called by it. So is a step that cannot reach somebody. Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        post: operations["addPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One policy
         * @description Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        get: operations["getPolicy"];
        /**
         * Make a policy another one
         * @description What is left out has its default. Alarms that are open go on as they began. With another name, groups, checks and rules that name it have that, too, and requests that name it as before find it until another policy is called so. With `If-Match` only if it still has this ETag. Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        put: operations["replacePolicy"];
        post?: never;
        /**
         * Remove a policy
         * @description 409 while a group, check, rule or setting names it; the answer says which. Alarms that are open go on as they began. With `If-Match` only if it still has this ETag. Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        delete: operations["removePolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All policies as they can be imported
         * @description 409 while a policy is damaged in the database. Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        get: operations["exportPolicies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import policies
         * @description A policy whose name is known becomes what is imported; the others are added. Nothing is kept when one of them is wrong. The same import again changes nothing, so it may be repeated when its answer got lost. Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        post: operations["importPolicies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{id}/drill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rehearse a policy
         * @description Goes through all steps once, with texts that begin with *Drill*, whoever answers. Each step waits as long as the policy says: a drill takes the sum of all `waitSeconds`, and a `fast` one a minute for each step at most. The timeline of the alarm that it makes says who answered after how long, who did not, and who could not be told. Needs the permission *Policies of alarms* (`alarm-policies`).
         */
        post: operations["drillPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alarms, newest first
         * @description Needs the permission *Alarms* (`alarms`).
         */
        get: operations["getAlarms"];
        put?: never;
        /**
         * Raise an alarm
         * @description The messages of the policy's first step are in the queue when it is answered. With the key of an alarm of this policy that is not resolved, and that this user has raised here, it adds to that one: what others, checks and alert webhooks have raised has keys of its own. Needs the permission *Alarms* (`alarms`).
         */
        post: operations["raiseAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many alarms are in each state
         * @description Drills are not counted. Needs the permission *Alarms* (`alarms`).
         */
        get: operations["countAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve what has a key
         * @description Those that this user has raised here, of every policy, unless one is named. With `source` `any` those that anybody has raised with the key, by whatever interface. Where there are none the list is empty. Needs the permission *Alarms* (`alarms`).
         */
        post: operations["resolveAlarms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One alarm, and what has happened with it
         * @description Needs the permission *Alarms* (`alarms`).
         */
        get: operations["getAlarm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What has happened with an alarm, oldest first
         * @description Needs the permission *Alarms* (`alarms`).
         */
        get: operations["getAlarmTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an alarm
         * @description Nobody else is called, and all who were told learn who has it. 409 where its state does not let it. Needs the permission *Alarms* (`alarms`).
         */
        post: operations["takeAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{id}/pass": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pass an alarm on
         * @description The next step begins at once. 409 where its state does not let it. Needs the permission *Alarms* (`alarms`).
         */
        post: operations["passAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve an alarm
         * @description It is over; those who were told learn it, if the policy wants that. 409 where its state does not let it. Needs the permission *Alarms* (`alarms`).
         */
        post: operations["resolveAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an alarm back
         * @description It is open again, and begins with the policy's first step. 409 where its state does not let it. Needs the permission *Alarms* (`alarms`).
         */
        post: operations["reopenAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules of message routing, in the order in which messages are shown to them
         * @description Needs the permission *Message routing* (`message-routing`).
         */
        get: operations["getRules"];
        put?: never;
        /**
         * Add a rule behind the others
         * @description 422 names each value that is wrong. The rule counts from the next message on. Needs the permission *Message routing* (`message-routing`).
         */
        post: operations["addRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One rule
         * @description Needs the permission *Message routing* (`message-routing`).
         */
        get: operations["getRule"];
        /**
         * Make a rule another one
         * @description What is left out has its default. With `If-Match` only if it still has this ETag, which stays the same while messages are counted. Needs the permission *Message routing* (`message-routing`).
         */
        put: operations["replaceRule"];
        post?: never;
        /**
         * Remove a rule
         * @description With `If-Match` only if it still has this ETag, which stays the same while messages are counted. Needs the permission *Message routing* (`message-routing`).
         */
        delete: operations["removeRule"];
        options?: never;
        head?: never;
        /**
         * Change fields of a rule, such as its switch
         * @description A JSON Merge Patch of its fields: each that is given is replaced as a whole, and `null` gives it its default. With `If-Match` only if it still has this ETag, which stays the same while messages are counted. Needs the permission *Message routing* (`message-routing`).
         */
        patch: operations["changeRule"];
        trace?: never;
    };
    "/api/v1/rules/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put the rules into another order
         * @description Names all of them, each once; 409 says that there are others meanwhile. Needs the permission *Message routing* (`message-routing`).
         */
        put: operations["reorderRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All rules as they can be imported
         * @description Secrets are `•••` in it: where they are not known they have to be written before it is imported. 409 while a rule is damaged in the database. Needs the permission *Message routing* (`message-routing`).
         */
        get: operations["exportRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import rules, all or none
         * @description `merge`, the default: rules whose name is known become what is imported, and the others are added behind. `replace`: the rules are then those that are imported, in their order. Needs the permission *Message routing* (`message-routing`).
         */
        post: operations["importRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the rules would do with a message
         * @description With one that came in (`incoming`, its ID), or one that is typed (`message`). It is what the gateway does with a message that comes in, but for sending and counting. With `rule`, that rule is asked instead of the stored ones. A message that came in needs the permission *Incoming messages* (`incoming-messages`) too. Needs the permission *Message routing* (`message-routing`).
         */
        post: operations["tryRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opt-outs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Numbers that have opted out, the latest first
         * @description Nothing is sent to them, except by users who hold *Send to opted-out numbers* (`opt-out-override`). Needs the permission *Manage contacts* (`contacts`).
         */
        get: operations["getOptOuts"];
        put?: never;
        /**
         * Opt a number out
         * @description Messages to it that wait are cancelled. Nothing is sent to confirm it. A number that is opted out stays so; the audit names you all the same. Needs the permission *Manage contacts* (`contacts`).
         */
        post: operations["addOptOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opt-outs/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was asked, when, by which message or user, newest first
         * @description Records stay as they are: nothing changes or deletes them, in the database neither. Needs the permission *Manage contacts* (`contacts`).
         */
        get: operations["getOptOutAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/opt-outs/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a number has opted out, with its audit
         * @description Needs the permission *Manage contacts* (`contacts`).
         */
        get: operations["getOptOut"];
        put?: never;
        post?: never;
        /**
         * Opt a number in again
         * @description Whoever has it asked to get messages again. The audit keeps what was before, and names you. Needs the permission *Manage contacts* (`contacts`).
         */
        delete: operations["removeOptOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is done for destinations other than SMS and Telegram, newest first
         * @description Jobs for webhooks need the permission *Webhooks* (`webhooks`), all others *Message routing* (`message-routing`). Those of the other permission are left out.
         */
        get: operations["getJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many jobs are in each state
         * @description Jobs for webhooks need the permission *Webhooks* (`webhooks`), all others *Message routing* (`message-routing`). Those of the other permission are left out.
         */
        get: operations["countJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One job with its attempts
         * @description Jobs for webhooks need the permission *Webhooks* (`webhooks`), all others *Message routing* (`message-routing`).
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job that is not running, with its attempts
         * @description Jobs for webhooks need the permission *Webhooks* (`webhooks`), all others *Message routing* (`message-routing`).
         */
        delete: operations["removeJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a dead letter again, or do a waiting job now
         * @description Jobs for webhooks need the permission *Webhooks* (`webhooks`), all others *Message routing* (`message-routing`). It has three days again. Its event ID stays, so its receiver can tell that it is the same.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send all dead letters of a destination again, or delete them
         * @description Jobs for webhooks need the permission *Webhooks* (`webhooks`), all others *Message routing* (`message-routing`). At most 50,000, oldest first: repeat it until `done`.
         */
        post: operations["changeDeadJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The targets of signed webhooks, by name
         * @description Needs the permission *Webhooks* (`webhooks`).
         */
        get: operations["getWebhooks"];
        put?: never;
        /**
         * Add a target
         * @description The answer shows its secret, this once. At most 50 fit. Needs the permission *Webhooks* (`webhooks`).
         */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One target
         * @description Needs the permission *Webhooks* (`webhooks`).
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Remove a target
         * @description 409 while a policy names it; the answer says which. Its jobs stay; those that wait become dead letters with their next attempt. With `If-Match` only if it still has this ETag. Needs the permission *Webhooks* (`webhooks`).
         */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a target
         * @description A JSON Merge Patch. With `If-Match` it is changed only if it still has this ETag. Needs the permission *Webhooks* (`webhooks`).
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a target another secret
         * @description The answer shows it, this once. The secret before signs too for a while, so that the receiver can be changed in between; with `keepOldSeconds: 0` it is void at once. Needs the permission *Webhooks* (`webhooks`).
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a target a test event
         * @description Its type is `webhook.test`. A disabled target gets it too. The answer is its job; `GET /api/v1/jobs/{id}` shows what became of it. Needs the permission *Webhooks* (`webhooks`).
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checks of the monitoring with their state, by name
         * @description Needs the permission *Monitoring* (`monitoring`).
         */
        get: operations["getChecks"];
        put?: never;
        /**
         * Add a check
         * @description 422 names each value that is wrong. It runs within seconds; a heartbeat has its whole interval before it is late. A group or policy that is not there is accepted, with `warnings`. At most 200 fit. Needs the permission *Monitoring* (`monitoring`).
         */
        post: operations["addCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One check with its state
         * @description Needs the permission *Monitoring* (`monitoring`).
         */
        get: operations["getCheck"];
        /**
         * Make a check another one
         * @description What is left out has its default. When it looks at something else, its state is unknown at first. With `If-Match` only if it still has this ETag, which stays the same while the check runs. Needs the permission *Monitoring* (`monitoring`).
         */
        put: operations["replaceCheck"];
        post?: never;
        /**
         * Remove a check
         * @description Its alarm is resolved. With `If-Match` only if it still has this ETag, which stays the same while the check runs. Needs the permission *Monitoring* (`monitoring`).
         */
        delete: operations["removeCheck"];
        options?: never;
        head?: never;
        /**
         * Change fields of a check, such as its switch
         * @description A JSON Merge Patch of its fields: each that is given is replaced as a whole, and `null` gives it its default. With `If-Match` only if it still has this ETag, which stays the same while the check runs. Needs the permission *Monitoring* (`monitoring`).
         */
        patch: operations["changeCheck"];
        trace?: never;
    };
    "/api/v1/checks/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last results of a check, newest first
         * @description 200 are kept. Needs the permission *Monitoring* (`monitoring`).
         */
        get: operations["getCheckResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checks/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a check now
         * @description A gateway runs it within a few seconds: read it again until `last` is newer. Needs the permission *Monitoring* (`monitoring`).
         */
        post: operations["runCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a heartbeat another URL
         * @description The one before is void at once. 409: the check is not a heartbeat. Needs the permission *Monitoring* (`monitoring`).
         */
        post: operations["rotateCheckKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checks/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All checks as they can be imported
         * @description Secrets are `•••` in it: where they are not known they have to be written before it is imported. The URLs of heartbeats are not in it. 409 while a check is damaged in the database. Needs the permission *Monitoring* (`monitoring`).
         */
        get: operations["exportChecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checks/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import checks, all or none
         * @description `merge`, the default: checks whose name is known become what is imported, and the others are added. `replace`: the checks are then those that are imported. A heartbeat whose name is known keeps its URL. Checks that tell a group or policy that is not there have `warnings`. Needs the permission *Monitoring* (`monitoring`).
         */
        post: operations["importChecks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether mail is taken and sent
         * @description Needs the permission *Email to SMS* (`email-to-sms`).
         */
        get: operations["getEmailState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/email/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test mail through the configured mail server
         * @description The answer says whether the mail server took it. What it does with the mail then, and whether it arrives, nobody here knows. Needs the permission *Email to SMS* (`email-to-sms`).
         */
        post: operations["sendTestMail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the gateway is connected to its MQTT broker
         * @description Needs the permission *Manage network settings* (`network`).
         */
        get: operations["getMqttState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish a test message
         * @description It goes to `test` below the gateway's topics. The answer says whether the broker took it. Needs the permission *Manage network settings* (`network`).
         */
        post: operations["publishMqttTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The nodes that share the database
         * @description One on SQLite. Nodes that stopped or went away are listed for seven days. They are few, so there are no pages. Needs the permission *Manage network settings* (`network`).
         */
        get: operations["listNodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/modems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This gateway's modems, and what is wrong with them
         * @description Settings, devices and SIMs are shown to holders of *Manage SIM cards and modems* (`sim`).
         */
        get: operations["listModems"];
        put?: never;
        /**
         * Add a modem to this gateway
         * @description It starts at once, and is there after a restart. Nothing waits until it is ready: `GET` shows its state, and in `problem` what is wrong. 422 says which setting cannot be understood, 409 that another modem has its name or device. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        post: operations["addModem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/modems/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One modem
         * @description The header `ETag` stands for the settings of a modem that can be changed, not for its state.
         */
        get: operations["getModem"];
        put?: never;
        post?: never;
        /**
         * Remove a modem
         * @description Only a modem of the `database`; others are changed where they come from (`source`), which 409 names. It sends the message in hand, gets no more, and lets go of its device; what waits is sent by other modems. With `If-Match` only if its settings still have this ETag. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        delete: operations["removeModem"];
        options?: never;
        head?: never;
        /**
         * Change a modem's settings
         * @description Only a modem of the `database`; others are changed where they come from (`source`), which 409 names. A JSON Merge Patch; `null` sets the default. The modem alone is started again, once it has sent the message in hand. With `If-Match` it is changed only if its settings still have this ETag. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        patch: operations["changeModem"];
        trace?: never;
    };
    "/api/v1/modems/{name}/ussd": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the network by USSD
         * @description Either `code` begins a session, or `answer` goes on with the one in which the network waits (`answerExpected`). Costs of a code are the network's. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        post: operations["askNetwork"];
        /**
         * End the USSD session
         * @description Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        delete: operations["endUssd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/modems/{name}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a modem again
         * @description Sets the modem up again, as after an error. Its queue is kept. `GET` shows the modem's state. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        post: operations["restartModem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/modems/{name}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the gateway and a modem last said to each other
         * @description The last 400 lines in AT, oldest first. PINs, PDUs, texts and telephone numbers are left out: `•••`, or how long a line was. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        get: operations["traceModem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/modem-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * In which states this gateway's modems were, and what their SIMs have sent of their budgets
         * @description Made of the event log. A time at which the gateway did not run counts as the state before it. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        get: operations["listModemHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/modem-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Serial devices of the gateway's machine, which may be modems
         * @description No device is opened. A modem on USB often has several. Needs the permission *Manage SIM cards and modems* (`sim`).
         */
        get: operations["listModemDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens, as it happens
         * @description Server-sent events (`text/event-stream`), each with an ID: whoever comes again with `Last-Event-ID` gets what has happened since, also from another gateway on the database. After more than an hour there is one event `reset` instead: read the lists again. It also comes when the gateway stops working and when it works again (`problem` of `/me`). `message`: an outgoing message has another state; your own, or all with *Sent messages* (`sent-messages`). `incoming`: a message came in (`incoming-messages`). `modem`: a modem of this gateway has another state, problem, notice or operator, or was removed; its SIM and settings with `sim`. `import`: how far an import of contacts is that you have begun at this gateway (`import-contacts`); it has no ID and is not repeated. `event`: a line of the event log (`event-log`). `alarm`: an alarm has changed; it is shown as it is by now (`alarms`). `data` is the object as its `GET` gives it, or its `id` (of a modem its `name`) with `deleted`. `signed-out`: you may not call any more; the stream ends. A stream keeps no session alive.
         */
        get: operations["listen"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The backups of this gateway, and when they are made
         * @description While one is being made, this says how far it is. Needs the permission *Configuration export and import* (`config-transfer`).
         */
        get: operations["getBackups"];
        put?: never;
        /**
         * Make a backup now
         * @description It goes on when the answer has come: `running` says how far it is, `last` what came of it, as does the event `backup.made` or `backup.failed`. 409: this gateway makes or checks one already. Needs the permission *Configuration export and import* (`config-transfer`).
         */
        post: operations["makeBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a backup
         * @description All messages, contacts and users are in it, and secrets as the database has them: sealed with the key of the data directory, which is not in it. Each download is the event `backup.downloaded`. Needs the permission *Configuration export and import* (`config-transfer`).
         */
        get: operations["downloadBackup"];
        put?: never;
        post?: never;
        /**
         * Delete a backup
         * @description Needs the permission *Configuration export and import* (`config-transfer`).
         */
        delete: operations["deleteBackup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/backups/{file}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a backup to its end, as a restore would
         * @description It goes on when the answer has come. Afterwards the backup has a new `checkedAt`, or none when it is damaged, which is the event `backup.damaged`. 409: this gateway makes or checks one already, or it is the copy before an upgrade, which has no checksum. Needs the permission *Configuration export and import* (`config-transfer`).
         */
        post: operations["checkBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What people have set, as one file
         * @description Users with their permissions, contacts, groups with schedules, policies, templates, rules, webhooks, checks, opt-outs and stored settings, by names in place of IDs: the same configuration gives the same file. Secrets are not in it, unless a passphrase locks them (scrypt and AES-256-GCM), which needs the permission *Manage permissions* as well; no password, unless the hashes are asked for, which needs *Manage users*. Each export is the event `configuration.exported`. Needs the permission *Configuration export and import* (`config-transfer`).
         */
        post: operations["exportConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what an import of a configuration would do
         * @description Nothing is changed. What the file names is added, or becomes what the file says; everything else stays. For each part one needs the permission with which it is changed by hand, for users *Manage users* and *Manage permissions*: what you may not change is among the conflicts, and left out. Needs the permission *Configuration export and import* (`config-transfer`).
         */
        post: operations["planConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a configuration
         * @description All of the plan in one transaction, while the gateway runs. 409: something here has changed since the plan was made, or nobody could manage users and permissions afterwards. Importing the same file again changes nothing. Needs the permission *Configuration export and import* (`config-transfer`).
         */
        post: operations["importConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Settings with their values, and where those come from
         * @description Those of the groups whose permission you hold. The header `ETag` stands for all of them together.
         */
        get: operations["listSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings, all or none
         * @description Needs the permission of each setting's group. With `If-Match`, nothing is changed when somebody else has changed a setting meanwhile. 409: the command line, the environment or the file gives a setting, which wins over a stored value. Answers all settings; a change that applies after a restart has `restartNeeded`.
         */
        patch: operations["changeSettings"];
        trace?: never;
    };
    "/api/v1/settings/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each setting means, what it takes, and when a change applies */
        get: operations["describeSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much is kept, for how long, and what the last run deleted
         * @description What is kept how long are settings: `keep-sent`, `keep-texts` and the others. Needs the permission *General* (`general`).
         */
        get: operations["getRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete now what is kept no longer
         * @description A gateway begins with it within seconds, in small steps; `GET /api/v1/retention` says when it is done. Needs the permission *General* (`general`).
         */
        post: operations["runRetention"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a run would delete now
         * @description A message that goes is counted with its kind, and with the texts if it has one. Needs the permission *General* (`general`).
         */
        get: operations["previewRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Records of erasures, the latest first
         * @description Dry runs are among them, with `dryRun` true, and their numbers are of the same row. An erasure of a number or name of which nothing is stored has a record, too. Needs the permission *General* (`general`) and *Manage users* (`users`).
         */
        get: operations["getErasures"];
        put?: never;
        /**
         * Remove a person everywhere
         * @description Messages to and from the number, contacts with it, opt-outs, jobs, Telegram links and whatever else names it are removed or masked, in small steps; messages that wait are cancelled. It goes on when the answer has come: `GET /api/v1/erasures/{id}` says how far it is. The record that stays is without the number. 409: something that is set up names the person, or this gateway erases somebody already. Needs the permission *General* (`general`) and *Manage users* (`users`).
         */
        post: operations["erasePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an erasure has removed so far
         * @description Needs the permission *General* (`general`) and *Manage users* (`users`).
         */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many messages there were, by hour, day or month
         * @description Your own messages; those of others as well with *Sent messages* (`sent-messages`). Counted as it happens: deleted messages stay counted, and a long time costs no more than a short one. Without `by`, every period is there; with it, those with a number above zero.
         */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        /**
         * Reset the statistics of a user
         * @description What this user's messages counted as so far is forgotten, also in sums over all users; the messages stay. Nothing brings it back. Needs the permission *Manage users* (`users`).
         */
        delete: operations["resetStatistics"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The event log, newest first
         * @description Needs the permission *Manage event log* (`event-log`).
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        /**
         * Delete what is older than a time
         * @description At most 50,000 events, oldest first: repeat it until `done`. Leaves the event `events.cleared`. Needs the permission *Manage event log* (`event-log`).
         */
        delete: operations["deleteEvents"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What somebody who helps needs to know, as a zip file
         * @description The findings of `aldis doctor`, version and machine, every setting (secrets as •••), the state of the modems, how many messages wait, and the newest 2,000 entries of the event log. No text of a message, no contact, no user and no password is in it; of telephone numbers the middle is hidden. It may take some seconds: servers that the settings name are asked whether they answer. Needs the permission *Download support information* (`support-info`).
         */
        get: operations["getSupportInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedMessages: {
            messages: {
                id: number;
                /** @description The number, as it will be dialled. */
                to: string;
                /** @enum {string} */
                state: "queued";
                /** @description What it costs, if it goes by SMS; 0 for a ring. */
                parts: number;
                /**
                 * @description `gsm7`: 160 characters in one part, 153 in each of several; `ucs2`: 70 and 67.
                 * @enum {string}
                 */
                alphabet?: "gsm7" | "ucs2";
            }[];
            refused: components["schemas"]["Refused"][];
            /** @description Numbers of the alarms that texts to groups with a policy have opened, or added to. */
            alarms?: number[];
        };
        Alarm: {
            id: number;
            /** @description What people type to answer; free for another alarm once this one is resolved. */
            number: number;
            /**
             * @description `open`: people are being called. `acknowledged`: somebody has it. `resolved`: it is over. `unanswered`: everybody was called, and nobody has answered; it may still be taken.
             * @enum {string}
             */
            state: "open" | "acknowledged" | "resolved" | "unanswered";
            /** @description Its name. */
            policy: string;
            /** @description What it is about: the same key adds to it until it is resolved. */
            key?: string;
            title: string;
            text: string;
            /**
             * @description `warning` by default.
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** @description The interface that it was raised through, such as `alerts` or `v1`. */
            source: string;
            /** @description The user, contact or check. */
            raisedBy?: string;
            /** @description Who has taken it. */
            holder?: string;
            /** @description How often it was raised. */
            count: number;
            /** @description It is a rehearsal. */
            drill: boolean;
            /** @description The policy's step that it is at, from 1; 0 before the first. */
            step: number;
            /** @description From 1. */
            round: number;
            /**
             * Format: date-time
             * @description When the next step begins, the policy ends, or, once it is taken, it opens again.
             */
            nextAt?: string;
            /**
             * Format: date-time
             * @description When it was raised first.
             */
            openedAt: string;
            /**
             * Format: date-time
             * @description When somebody has taken it.
             */
            acknowledgedAt?: string;
            /**
             * Format: date-time
             * @description When it was over.
             */
            resolvedAt?: string;
            /** Format: date-time */
            changedAt: string;
        };
        AlarmEntry: {
            id: number;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            kind: "opened" | "added" | "severity-raised" | "opened-again" | "step" | "told" | "joined" | "held" | "not-told" | "undelivered" | "taken" | "passed" | "given-back" | "not-resolved" | "resolved" | "unanswered" | "reported" | "helped" | "reminded" | "answered" | "drill-ended" | "no-place";
            step?: number;
            round?: number;
            /** @description Who is told, or who did it. */
            person?: string;
            /**
             * @description How the person is told.
             * @enum {string}
             */
            way?: "sms" | "telegram" | "auto" | "ring" | "email";
            /** @description Where the person is told: a number or a mail address. */
            address?: string;
            /** @description The outgoing message. */
            messageId?: number;
            /** @description The interface that somebody did it through. */
            door?: string;
            /** @description A sentence. */
            detail?: string;
        };
        AlarmWithTimeline: {
            id: number;
            /** @description What people type to answer; free for another alarm once this one is resolved. */
            number: number;
            /**
             * @description `open`: people are being called. `acknowledged`: somebody has it. `resolved`: it is over. `unanswered`: everybody was called, and nobody has answered; it may still be taken.
             * @enum {string}
             */
            state: "open" | "acknowledged" | "resolved" | "unanswered";
            /** @description Its name. */
            policy: string;
            /** @description What it is about: the same key adds to it until it is resolved. */
            key?: string;
            title: string;
            text: string;
            /**
             * @description `warning` by default.
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** @description The interface that it was raised through, such as `alerts` or `v1`. */
            source: string;
            /** @description The user, contact or check. */
            raisedBy?: string;
            /** @description Who has taken it. */
            holder?: string;
            /** @description How often it was raised. */
            count: number;
            /** @description It is a rehearsal. */
            drill: boolean;
            /** @description The policy's step that it is at, from 1; 0 before the first. */
            step: number;
            /** @description From 1. */
            round: number;
            /**
             * Format: date-time
             * @description When the next step begins, the policy ends, or, once it is taken, it opens again.
             */
            nextAt?: string;
            /**
             * Format: date-time
             * @description When it was raised first.
             */
            openedAt: string;
            /**
             * Format: date-time
             * @description When somebody has taken it.
             */
            acknowledgedAt?: string;
            /**
             * Format: date-time
             * @description When it was over.
             */
            resolvedAt?: string;
            /** Format: date-time */
            changedAt: string;
            /** @description What has happened, oldest first. */
            timeline: components["schemas"]["AlarmEntry"][];
            /** @description The timeline is longer: `after` of `GET /api/v1/alarms/{id}/timeline`. */
            next?: string;
        };
        Backup: {
            /** @description Its name in the folder. */
            file: string;
            /**
             * @description `upgrade`: the copy of a SQLite database before its migrations.
             * @enum {string}
             */
            kind: "scheduled" | "by-hand" | "upgrade";
            /** @description Its size. */
            octets: number;
            /**
             * Format: date-time
             * @description When it was finished.
             */
            madeAt: string;
            /**
             * Format: date-time
             * @description When it was last read to its end and found whole. Absent: never, or the file has another size since.
             */
            checkedAt?: string;
            /** @description Rows of all tables, where it was checked. */
            rows?: number;
        };
        BackupState: {
            /** @description The newest first; 500 at most. */
            items: components["schemas"]["Backup"][];
            /** @description Where this gateway keeps them. */
            folder: string;
            /** @description Why the folder cannot be read, as the system says. */
            folderProblem?: string;
            /** @description Room on that disk. */
            freeOctets?: number;
            /** @description So many of those by schedule are kept, and as many of those by hand. */
            keep: number;
            /** @description When one is made; absent: at no time. */
            cron?: string;
            /**
             * Format: date-time
             * @description When the next one is made.
             */
            nextAt?: string;
            /** @description What this gateway is at. */
            running?: {
                /**
                 * @description `check`: one is read to its end.
                 * @enum {string}
                 */
                kind: "scheduled" | "by-hand" | "check";
                /**
                 * Format: date-time
                 * @description When it began.
                 */
                startedAt: string;
                /**
                 * @description `checking`: what was written is read again.
                 * @enum {string}
                 */
                step: "copying" | "writing" | "checking";
                /** @description Rows done in this step. */
                rows: number;
            };
            /** @description What came of the last one, by whichever gateway of the database. */
            last?: {
                /**
                 * Format: date-time
                 * @description When it ended.
                 */
                at: string;
                /** @enum {string} */
                kind: "scheduled" | "by-hand";
                /** @description With its folder. */
                file?: string;
                /** @description Its size. */
                octets?: number;
                /** @description Rows of all tables. */
                rows?: number;
                /** @description How long it took. */
                milliseconds?: number;
                /** @description Why there is none, as a sentence. */
                problem?: string;
            };
            /** @description Messages of state *unknown* that a restore holds back until a person decides; 10,000 at most. */
            held: number;
        };
        BulkOfContacts: {
            /**
             * @description `join` and `leave` need `group`, and the permission *Manage groups* (`groups`).
             * @enum {string}
             */
            action: "delete" | "join" | "leave";
            /** @description The group to join or to leave. */
            group?: number;
            ids?: number[];
            /** @description As for the list. Instead of `ids`. */
            filter?: {
                q?: string;
                group?: number;
            };
            /** @description Every contact. Instead of `ids` and `filter`. */
            all?: boolean;
            /** @description With `filter` or `all`: `next` of the answer before. */
            after?: string;
        };
        Check: {
            id: number;
            /** @description Each once, whatever its case; it stands in what people are told. */
            name: string;
            /** @description `true` by default. A check that is switched off resolves its alarm. */
            enabled: boolean;
            /** @description One of `ping` (`host`), `tcp` (`host`, `port`), `http` (`url`, and perhaps `method`, `headers`, `secretHeaders`, `username`, `password`, `status`, `contains`, `matches`, `certificate`, `certificateDays`) and `heartbeat` (`graceSeconds`), as the guide *Monitoring* describes them. Secrets are shown as `•••`; whoever sends that back keeps them. */
            probe: {
                [key: string]: unknown;
            };
            /** @description 30 to 86,400; 300 by default. Of a heartbeat: how often it has to be called. */
            everySeconds: number;
            /** @description 1 to 30; 10 by default. */
            timeoutSeconds: number;
            /** @description So many in a row count: 1 to 20; 3 by default, of a heartbeat 1. */
            failures: number;
            /** @description A check that changes its state more than `changes` times within `minutes` minutes is flapping: people are told once, and the text says so. */
            flapping: {
                changes: number;
                minutes: number;
            };
            /** @description Who is told: a policy of alarms, or a group, by name. Absent: the page and the event log. */
            notify?: {
                policy?: string;
                group?: string;
            };
            /** @enum {string} */
            severity: "warning" | "critical";
            /** @enum {string} */
            state: "unknown" | "up" | "down" | "disabled";
            /**
             * Format: date-time
             * @description When it became so.
             */
            since: string;
            /** @description It changes its state more often than it may. */
            isFlapping: boolean;
            /** @description Up to now; a success begins again. */
            failuresInRow: number;
            last?: components["schemas"]["CheckResult"];
            /**
             * Format: date-time
             * @description When it runs next; of a heartbeat when its call is late.
             */
            nextAt: string;
            /** @description Of a heartbeat: the path to be called, behind the gateway’s address. Whoever knows it can call it. */
            heartbeatPath?: string;
            /**
             * Format: date-time
             * @description When it was called last.
             */
            lastBeatAt?: string;
            /**
             * Format: date-time
             * @description When it was added.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When somebody changed it last.
             */
            changedAt: string;
            /** @description Whom it tells that is not there, or not yet: absent in the list. With an empty `pointer`: it was damaged in the database. */
            warnings?: {
                pointer: string;
                message: string;
            }[];
        };
        CheckDraft: {
            /** @description Each once, whatever its case; it stands in what people are told. */
            name: string;
            /** @description One of `ping` (`host`), `tcp` (`host`, `port`), `http` (`url`, and perhaps `method`, `headers`, `secretHeaders`, `username`, `password`, `status`, `contains`, `matches`, `certificate`, `certificateDays`) and `heartbeat` (`graceSeconds`), as the guide *Monitoring* describes them. Secrets are shown as `•••`; whoever sends that back keeps them. */
            probe: {
                [key: string]: unknown;
            };
            /** @description `true` by default. A check that is switched off resolves its alarm. */
            enabled?: unknown;
            /** @description 30 to 86,400; 300 by default. Of a heartbeat: how often it has to be called. */
            everySeconds?: unknown;
            /** @description 1 to 30; 10 by default. */
            timeoutSeconds?: unknown;
            /** @description So many in a row count: 1 to 20; 3 by default, of a heartbeat 1. */
            failures?: unknown;
            /** @description A check that changes its state more than `changes` times within `minutes` minutes is flapping: people are told once, and the text says so. */
            flapping?: unknown;
            /** @description Who is told: a policy of alarms, or a group, by name. Absent: the page and the event log. */
            notify?: unknown;
            /** @description `warning` or `critical`; `critical` by default. */
            severity?: unknown;
        };
        CheckResult: {
            /**
             * Format: date-time
             * @description When it began.
             */
            at: string;
            ok: boolean;
            /** @description How long it took. */
            milliseconds: number;
            /** @description What was found, or what is wrong. */
            text: string;
        };
        ConfigurationPlan: {
            /** @description Stands for the file, for what is there, and for what you may change. */
            id: string;
            sections: {
                /** @enum {string} */
                section: "users" | "contacts" | "policies" | "groups" | "templates" | "rules" | "webhooks" | "checks" | "optOuts" | "settings";
                /** @description How many. */
                added: number;
                /** @description How many. */
                changed: number;
                /** @description How many. */
                unchanged: number;
                /** @description The first 500. */
                addedNames: string[];
                /** @description The first 500. */
                changes: {
                    name: string;
                    fields: string[];
                }[];
            }[];
            /** @description What is left out, and why; the first 500. */
            conflicts: {
                /** @enum {string} */
                section: "users" | "contacts" | "policies" | "groups" | "templates" | "rules" | "webhooks" | "checks" | "optOuts" | "settings";
                /** @description Empty: all of this part. */
                name: string;
                /** @description Follows the name. */
                problem: string;
            }[];
            /** @description What comes without one of its secrets; the first 500. */
            missing: {
                /** @enum {string} */
                section: "users" | "contacts" | "policies" | "groups" | "templates" | "rules" | "webhooks" | "checks" | "optOuts" | "settings";
                name: string;
                /**
                 * @description `password`: a user who cannot sign in with one until it is set. `secrets`: a rule, check or webhook that is added switched off.
                 * @enum {string}
                 */
                lacks: "password" | "secrets" | "value";
            }[];
        };
        Contact: {
            id: number;
            name: string;
            /** @description As `+491701234567`, or a short code. */
            number?: string;
            email?: string;
            note?: string;
            /** @description That it is a member of, by name. */
            groups: {
                id: number;
                name: string;
            }[];
            /** @description Of a group's members: the number has opted out, so nothing is sent to it. */
            optedOut?: boolean;
        };
        /** @description An import whose state is `failed` has changed nothing. */
        ContactImport: {
            /** @description Of the plan. */
            id: string;
            /** @enum {string} */
            state: "planned" | "running" | "done" | "failed";
            counts: components["schemas"]["ImportCounts"];
            /** @description How many of the contacts to be added, changed and removed are done. */
            done: number;
            /**
             * Format: date-time
             * @description When it is forgotten.
             */
            expiresAt: string;
        };
        ContactPatch: {
            /** @description As `GET` gives it; it does not change. */
            id?: number;
            /** @description Unique; upper and lower case count as the same. */
            name?: string;
            /** @description With `+`, `00` or a national prefix; a national number is read for the gateway's country. */
            number?: string | null;
            email?: string | null;
            note?: string | null;
            /** @description All groups that it is a member of: their IDs, or as `GET` gives them, of which the ID counts. Also needs *Manage groups* (`groups`). */
            groups?: (number | {
                id: number;
                name?: string;
            })[] | null;
        };
        Conversation: {
            /** @description The other side's. */
            number: string;
            /** @description Whose number it is, for users who hold *Manage contacts* (`contacts`). */
            contact?: {
                id: number;
                name: string;
            };
            latest: components["schemas"]["ConversationMessage"];
        };
        /** @description The message is in the field that its direction names. */
        ConversationMessage: {
            /** @enum {string} */
            direction: "incoming" | "outgoing";
            incoming?: components["schemas"]["IncomingMessage"];
            outgoing?: components["schemas"]["OutgoingMessage"];
        };
        Erasure: {
            id: number;
            /** @description Whom the request means, as messages have the number. Only in the answer to `erasePerson`: the record is without it. */
            number?: string;
            /**
             * @description `cut-off`: the gateway ended meanwhile. Begin again with the same number.
             * @enum {string}
             */
            state: "running" | "done" | "cut-off";
            /** @description Nothing was removed. */
            dryRun: boolean;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            endedAt?: string;
            /** @description Who did it; absent on the command line. */
            user?: string;
            /** @description What was removed or masked so far; of a dry run, what would be. */
            removed: {
                /**
                 * @description `cancelled-messages`: those of `sent-messages` that waited. `mentions`: texts of others in which the number was replaced by `[erased]`.
                 * @enum {string}
                 */
                kind: "sent-messages" | "received-messages" | "cancelled-messages" | "mentions" | "delivery-reports" | "jobs" | "alarms" | "events" | "opt-outs" | "opt-out-records" | "rule-memory" | "answers-kept" | "telegram-links" | "contacts";
                count: number;
            }[];
            /** @description What could not be removed; another erasure of the number does. */
            left: {
                /**
                 * @description `being-sent`: a modem is sending the message. `being-delivered`: a server is taking the job. `still-to-send`: a message to somebody else contains the number and has not been sent yet. `in-file`: unused space in the SQLite file may still contain the digits; `aldis retention compact` rewrites the file.
                 * @enum {string}
                 */
                kind: "being-sent" | "being-delivered" | "still-to-send" | "in-file";
                count: number;
            }[];
            /** @description Copies of the database on this machine's disk: backups, databases before a restore (`….before-restore`) and rescued ones (`….rescued-…`). Each holds what was in the database when it was made; if the person was in it, delete it. */
            backups: string[];
            /** @description What is set up and names the person. An erasure is refused until it does no longer. */
            namedBy: string[];
        };
        Escalation: {
            /** @description IDs of members, the first to notify first. */
            contacts: number[];
        };
        Group: {
            id: number;
            name: string;
            memberCount: number;
            /** @description Messages go to those on call; without a schedule, to all members. */
            hasSchedule: boolean;
            /** @description A message to the group opens an alarm of this policy; absent: it is a message. */
            policy?: string;
        };
        GroupPatch: {
            /** @description Unique; upper and lower case count as the same. */
            name?: string;
            /** @description A policy by name: a message to the group opens an alarm of it. */
            policy?: string | null;
        };
        Identity: {
            /** @description Names the identity in addresses. */
            id: string;
            /** @description The provider. */
            issuer: string;
            /** @description What the provider calls the user: the claim `sub`. */
            subject: string;
        };
        ImportCounts: {
            added: number;
            changed: number;
            unchanged: number;
            /** @description Rows that are wrong; they affect no other. */
            refused: number;
            removed: number;
        };
        /** @description At most 1000 of each list. */
        ImportPlan: {
            id: string;
            /** Format: date-time */
            expiresAt: string;
            counts: components["schemas"]["ImportCounts"];
            /** @description The row of the file that names the columns. */
            header?: string;
            /** @description Rows that are refused, then those that change something; at most 1000 of each. */
            rows: {
                line: number;
                /** @description Of the contact; of a row without one, how it begins. */
                name: string;
                /** @enum {string} */
                outcome: "added" | "changed" | "refused";
                fields?: string[];
                /** @description Of a row that is added or changed: what the contact then has. */
                changes?: {
                    /** @enum {string} */
                    field: "name" | "number" | "email" | "note";
                    /** @description Only for holders of *Manage contacts* (`contacts`). */
                    before?: string;
                    after?: string;
                }[];
                joins?: string[];
                leaves?: string[];
                problems?: string[];
                /** @description Of a row that is refused: as the file has it. */
                text?: string;
            }[];
            addedGroups: string[];
            /** @description Contacts, with `existing=clear`. */
            removed: string[];
            removedGroups: string[];
            /** @description Contacts that the file does not name and that stay, since policies call them; with `existing=clear`. */
            kept: string[];
            keptGroups: string[];
        };
        IncomingMark: {
            read?: boolean;
            note?: string;
        };
        IncomingMessage: {
            id: number;
            /** @description The sender's number, or its name; absent when it cannot be read. */
            from?: string;
            /** @description Whose number it is; only for users who hold the permission `contacts`. */
            contact?: {
                id: number;
                name: string;
            };
            /** @description In square brackets where it is not a text. */
            text: string;
            /**
             * @description `flash`: a text that telephones show at once; `replace`: takes the place of the one before of its sender and `replaceType`; `waiting`: says that messages wait elsewhere; `mms`: an MMS waits to be fetched; `binary`: 8-bit data; `call`: somebody called, and nobody answered. `silent` ones are counted and never listed.
             * @enum {string}
             */
            kind: "text" | "flash" | "silent" | "replace" | "waiting" | "mms" | "wap-push" | "binary" | "undecodable" | "call";
            flash: boolean;
            /** @enum {string} */
            channel: "sms" | "telegram";
            /** @description The modem that received it. */
            modem: string;
            /** Format: date-time */
            receivedAt: string;
            /**
             * Format: date-time
             * @description As the network gives it.
             */
            sentAt?: string;
            /** @description How many it has. */
            parts: number;
            /** @description Those that have not come within a day. */
            missingParts: number[];
            /** @description Of `binary`, `mms` and `wap-push`: which applications it goes to and comes from. */
            ports?: {
                destination: number;
                source: number;
            };
            mms?: {
                /** @description The sender's number or address. */
                from?: string;
                subject?: string;
                /** @description Octets. */
                size?: number;
                /** @description Where it can be fetched; its link is only in `data`. */
                host?: string;
            };
            /** @description Of `wap-push`, as far as it can be read. */
            push?: {
                contentType?: string;
                text?: string;
                /** @description As it was sent: whoever follows it may be deceived. */
                link?: string;
            };
            /** @description Of `waiting`. */
            waiting?: {
                /** @enum {string} */
                what: "voicemail" | "fax" | "email" | "other";
                /** @description Whether any wait. */
                active: boolean;
                /** @description How many, if that is said. */
                count?: number;
            }[];
            /** @description Of `replace`. */
            replaceType?: number;
            /** @description ID of the message whose place it took in lists, which is kept. */
            replaces?: number;
            /** @description ID of the message that took its place in lists. */
            replacedBy?: number;
            /** @description Of `call`; `from` is absent where the number is withheld. */
            call?: {
                /** @description How long it rang; absent if the gateway ended before it did. */
                rangSeconds?: number;
            };
            /** @description What is not text, in hexadecimal. */
            data?: string;
            /** @description Somebody has marked it as read. */
            read: boolean;
            /** Format: date-time */
            readAt?: string;
            /** @description What people noted about it. */
            note?: string;
            /** @description `true`: its text was kept no longer. */
            textGone?: boolean;
            /** @description `true`: its text is encrypted and does not open. */
            textUnreadable?: boolean;
        };
        Job: {
            id: number;
            /** @description Its receiver gets the same with every attempt. */
            eventId: string;
            /**
             * @description How it leaves.
             * @enum {string}
             */
            kind: "http" | "isms" | "webhook" | "email" | "mqtt" | "alarm";
            /** @description Jobs of one destination share its limits: two at once, or one where it is ordered. */
            destination: string;
            /** @description One after another at this destination. */
            ordered: boolean;
            /**
             * @description `waiting` for its first or next attempt, `running`, `delivered`, or `dead`: given up until it is sent again.
             * @enum {string}
             */
            state: "waiting" | "running" | "delivered" | "dead";
            /**
             * Format: date-time
             * @description When it was added.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description The next attempt, while it waits.
             */
            dueAt?: string;
            /** @description All of them, those before it was sent again too. */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was delivered or given up.
             */
            finishedAt?: string;
            /** @description Why the last attempt failed. */
            error?: string;
            /** @description The incoming message that it came from. */
            incomingId?: number;
            /** @description The rule that it came from. */
            ruleId?: number;
        };
        JobCounts: {
            /** @description 10000 stands for that many or more. */
            waiting: number;
            /** @description 10000 stands for that many or more. */
            running: number;
            /** @description 10000 stands for that many or more. */
            delivered: number;
            /** @description 10000 stands for that many or more. */
            dead: number;
        };
        JobWithAttempts: {
            id: number;
            /** @description Its receiver gets the same with every attempt. */
            eventId: string;
            /**
             * @description How it leaves.
             * @enum {string}
             */
            kind: "http" | "isms" | "webhook" | "email" | "mqtt" | "alarm";
            /** @description Jobs of one destination share its limits: two at once, or one where it is ordered. */
            destination: string;
            /** @description One after another at this destination. */
            ordered: boolean;
            /**
             * @description `waiting` for its first or next attempt, `running`, `delivered`, or `dead`: given up until it is sent again.
             * @enum {string}
             */
            state: "waiting" | "running" | "delivered" | "dead";
            /**
             * Format: date-time
             * @description When it was added.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description The next attempt, while it waits.
             */
            dueAt?: string;
            /** @description All of them, those before it was sent again too. */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was delivered or given up.
             */
            finishedAt?: string;
            /** @description Why the last attempt failed. */
            error?: string;
            /** @description The incoming message that it came from. */
            incomingId?: number;
            /** @description The rule that it came from. */
            ruleId?: number;
            /** @description Every attempt, oldest first. */
            history: {
                /**
                 * Format: date-time
                 * @description When it began.
                 */
                at: string;
                milliseconds: number;
                /** @description What the receiver answered with, of HTTP or SMTP. */
                status?: number;
                /** @description Absent: it was delivered. */
                error?: string;
                /** @description The beginning of what the receiver answered. */
                answer?: string;
            }[];
        };
        LoggedEvent: {
            id: number;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            severity: "info" | "warning" | "error";
            /** @description Such as `setting.changed`; docs/events.md lists them. */
            kind: string;
            /** @description A sentence for people. */
            message: string;
            /** @description The user's name. */
            user?: string;
            modem?: string;
            /** @description Of an outgoing message. */
            messageId?: number;
            /** @description The client's. */
            address?: string;
            /** @description By name, such as `before` and `after` of a setting. What opens something is •••. */
            details?: {
                [key: string]: unknown;
            };
        };
        Me: {
            id: number;
            name: string;
            /** @description What you may do in this call: with a token, what both the token and its user hold. */
            permissions: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
            /** @enum {string} */
            signedInBy: "password" | "token" | "session";
            /** @description Every modem is simulated: nothing is really sent. */
            simulated: boolean;
            /** @description A modem is simulated: `/simulator` controls it (`sim`). */
            simulator: boolean;
            /** @description The gateway's home country, two letters: that of numbers such as 0170 1234567. */
            country: string;
            /** @description National language tables that texts may use, by two letters: what a text costs depends on them. */
            languages: string[];
            /** @description The gateway has a Telegram bot. */
            telegram: boolean;
            /** @description `q` looks into texts. Where they are encrypted (`--text-key-file`), it looks at numbers only. */
            searchesTexts: boolean;
            /** @description Several gateways may share the database (`/nodes`): it is PostgreSQL. */
            nodes: boolean;
            /** @description Why this node does nothing until it is upgraded, as a sentence; absent while it works. */
            outdated?: string;
            /** @description Why this gateway sends nothing, and perhaps accepts nothing, and what to do about it, in sentences; absent while it works. */
            problem?: string;
            /** @description You have to set up a second factor (`/me/second-factor`); everything else is refused with the problem `second-factor-required`. Only with a session. */
            secondFactorRequired: boolean;
        };
        MessageAction: {
            /** @description The message that this was about; of a copy, the copy. */
            id: number;
            /** @enum {string} */
            state: "queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired";
            /** @description The message that was sent again and stays as it is. */
            copyOf?: number;
            /** @description Parts that the network had taken before. */
            partsTaken: number;
            /** @description Of how many; 0 before it is split. */
            parts: number;
        };
        MessageCount: {
            /** Format: date-time */
            start: string;
            /**
             * Format: date-time
             * @description The next period begins here.
             */
            end: string;
            /** @description Absent: none, or not known, as of what was accepted. */
            modem?: string;
            /** @description Absent: nobody, as of what was received. */
            user?: {
                id: number;
                /** @description Absent once the user was removed. */
                name?: string;
            };
            /** @enum {string} */
            channel?: "sms" | "telegram";
            /** @description By the time of acceptance. */
            accepted: number;
            /** @description The network took all of it; by that time. */
            sent: number;
            /** @description A report said so; by the time of the end. */
            delivered: number;
            /** @description Given up, expired, or not delivered. */
            failed: number;
            /** @description With `incoming-messages`, as what follows; no user's. */
            received?: number;
            /** @description Incoming calls. */
            calls?: number;
            /** @description Messages of type 0, which are never shown. */
            silent?: number;
            /** @description What the setting `--incoming-from` refused: parts of messages, and calls. */
            blocked?: number;
        };
        MessageEdit: {
            /** @description The telephone number. */
            to?: string;
            text?: string;
            /** @enum {string} */
            priority?: "low" | "normal" | "high";
            /**
             * Format: date-time
             * @description Not before; one that has passed means now. The message stays valid for as long as it was.
             * @example 2026-01-31T08:00:00+01:00
             */
            sendAt?: string;
        };
        /** @description Alphabet, parts and characters are those of the longest text; without recipients of the text as written. */
        MessagePreview: {
            /**
             * @description `gsm7`: 160 characters in one part, 153 in each of several; `ucs2`: 70 and 67.
             * @enum {string}
             */
            alphabet: "gsm7" | "ucs2";
            /** @description National language tables that the text is written with. */
            language?: {
                /** @description Two letters: the table in place of the alphabet. */
                locking?: string;
                /** @description Two letters: the table in place of the extension. */
                single?: string;
            };
            /** @description What it costs, if it goes by SMS; 0 for a ring. */
            parts: number;
            /** @description Characters that still fit into the last part. */
            remaining: number;
            /** @description The characters that make it `ucs2`; at most 100. */
            forcedBy: {
                character: string;
                /** @description From 0, in UTF-16 units as in JavaScript. */
                position: number;
            }[];
            /** @description Of all messages. */
            totalParts: number;
            /** @description Who would get a message. */
            recipients: {
                /** @description The number; of people who were named as contacts or groups only with `contacts`. */
                to?: string;
                /** @description Of a contact; only with `contacts`. */
                name?: string;
                /** @description What it costs, if it goes by SMS; 0 for a ring. */
                parts: number;
                /**
                 * @description `gsm7`: 160 characters in one part, 153 in each of several; `ucs2`: 70 and 67.
                 * @enum {string}
                 */
                alphabet?: "gsm7" | "ucs2";
            }[];
            refused: components["schemas"]["Refused"][];
            /** @description A text to a group with a policy opens an alarm; its members are called by the policy and are not among `recipients`. */
            alarms?: {
                /** @description Only with `contacts`. */
                policy?: string;
                /** @description Names of those whom the policy's first step would call now; only with `contacts`. */
                calls?: string[];
            }[];
        };
        Modem: {
            name: string;
            /**
             * @description What says that it is there. Only those of the `database` can be changed through the API.
             * @enum {string}
             */
            source: "default" | "command-line" | "environment" | "file" | "database";
            /** @enum {string} */
            state: "starting" | "ready" | "searching" | "out-of-service" | "gone" | "stopped";
            /**
             * Format: date-time
             * @description When the state last changed.
             */
            since: string;
            /** @description What is wrong and what to do, while it is not ready. */
            problem?: string;
            /** @description What is wrong and what to do, while it works all the same. */
            notice?: string;
            /** @description The pool that it belongs to. */
            pool?: string;
            /** @description As the network calls itself. */
            operator?: string;
            /** @description Of the radio link. */
            technology?: string;
            /**
             * @description By 3GPP TS 27.007 §7.2.
             * @enum {string}
             */
            registration: "home" | "roaming" | "searching" | "denied" | "emergency-only" | "no-sms" | "not-registered" | "unknown";
            /** @description Strength of the signal. */
            signalDbm?: number;
            /** @description How often it was brought back since the gateway started. */
            recoveries?: {
                /** @description The rest of an answer was read and dropped. */
                drain?: number;
                /** @description It was set up again. */
                "start-again"?: number;
                /** @description `AT+CFUN=1,1`. */
                reset?: number;
                /** @description The port was closed and opened. */
                reopen?: number;
                /** @description It was found under another device name. */
                find?: number;
                /** @description Its power was switched off and on. */
                power?: number;
            };
            /** @description The option, the variable, or the file and its key. For holders of `sim`, as are all below. */
            givenBy?: string;
            /** @description As `--modem` has it, without the PIN. */
            setting?: string;
            /** @description `/dev/…`, `tcp://host:port`, `auto` (found on USB) or `simulated`. */
            device?: string;
            /** @description Speed of a serial line. */
            baud?: number;
            /** @description Its setting holds a PIN, which is never shown. */
            hasPin?: boolean;
            /** @description Parts that its SIM may send; 0: any number. */
            perMinute?: number;
            /** @description Parts that its SIM may send; 0: any number. */
            perHour?: number;
            /** @description Parts that its SIM may send; 0: any number. */
            perDay?: number;
            /** @description Parts that its SIM may send; 0: any number. */
            perMonth?: number;
            /** @description What a simulated modem simulates. */
            profile?: string;
            /** @description Its own, where it was given. */
            number?: string;
            /** @description The device that its port was last found at. */
            port?: string;
            identity?: {
                manufacturer: string;
                model: string;
                revision: string;
                imei: string;
            };
            sim?: {
                /** @description IMSI. */
                imsi?: string;
                /** @description ICCID. */
                iccid?: string;
                /** @description Service centre. */
                smsc?: string;
            };
            /** @description What the SIM last waited for, as `AT+CPIN?` says it. */
            simLock?: string;
            dialect?: {
                name: string;
                /** @description Accepted `AT+CNMI` settings. */
                cnmi?: string;
                csms?: number;
                /** @description Accepted storage. */
                storage?: string;
            };
        };
        ModemDevice: {
            /** @description For `device` of a modem: a name that stays when it is plugged in again, where there is one. */
            device: string;
            /** @description What the machine calls it now. */
            path: string;
            /** @description What people call it: its maker and product, or its path. */
            label: string;
            /** @description The modem of this gateway that uses it. */
            modem?: string;
        };
        ModemHistory: {
            modem: string;
            /** @description Oldest first. Times that the event log does not know are left out. */
            states: {
                /** @enum {string} */
                state: "starting" | "ready" | "searching" | "out-of-service" | "gone" | "stopped";
                /**
                 * Format: date-time
                 * @description When it began, or the beginning of the hours asked for.
                 */
                from: string;
                /**
                 * Format: date-time
                 * @description When it ended, or now.
                 */
                until: string;
                /** @description What was wrong. */
                problem?: string;
            }[];
            /** @description Its own limits, or those of the setting `budget`; empty without any. */
            budgets: {
                /** @enum {string} */
                period: "minute" | "hour" | "day" | "month";
                /** @description Parts that its SIM has sent in the period that runs. */
                parts: number;
                /** @description Parts that it may send. */
                limit: number;
                /**
                 * Format: date-time
                 * @description When the period ends.
                 */
                until: string;
            }[];
        };
        MqttState: {
            /**
             * @description `off`: no broker is set. `trouble`: there is no connection, and it is tried again.
             * @enum {string}
             */
            state: "off" | "connecting" | "connected" | "trouble";
            /** @description Its address, without user and password. */
            broker?: string;
            /** @description Who the gateway is there. */
            user?: string;
            /**
             * Format: date-time
             * @description When this state began.
             */
            since?: string;
            /** @description Why there is no connection, as a sentence. */
            problem?: string;
            /** @description What the gateway's topics begin with. */
            topics?: string;
            /** @description This gateway publishes what happens to messages. Of several gateways on one database, one does. */
            publishesShared: boolean;
            /** @description Messages that wait for the broker; 1,000 at most. */
            waiting: number;
            /** @description Messages dropped since the gateway started, because more waited. */
            dropped: number;
        };
        NewContact: {
            /** @description Unique; upper and lower case count as the same. */
            name: string;
            /** @description With `+`, `00` or a national prefix; a national number is read for the gateway's country. */
            number?: string;
            email?: string;
            note?: string;
            /** @description All groups that it is a member of: their IDs, or as `GET` gives them, of which the ID counts. Also needs *Manage groups* (`groups`). */
            groups?: (number | {
                id: number;
                name?: string;
            })[];
        };
        NewGroup: {
            /** @description Unique; upper and lower case count as the same. */
            name: string;
        };
        NewMessages: {
            /** @description One recipient or a list of them. Each number gets one message, however often it is named. */
            to: components["schemas"]["Recipient"] | components["schemas"]["Recipient"][];
            /** @description `{number}` stands for the recipient's number, `{name}` and `{note}` for those of its contact where the sender holds `contacts`, other words in braces for `variables`; the recipient's own come first. `{{` stands for `{`; every other brace is itself. A variable that a recipient has no value for is refused. Not with `ring`. */
            text?: string;
            /**
             * @description `auto`: Telegram where the recipient has linked it, otherwise SMS.
             * @default sms
             * @enum {string}
             */
            channel?: "sms" | "telegram" | "auto";
            /** @description Shown at once, and not kept by the telephone. Only by SMS. */
            flash?: boolean;
            /** @description Lets the telephone ring instead of sending a text. */
            ring?: boolean;
            /** @description Values by name, for `{name}` in the text. */
            variables?: {
                [key: string]: string;
            };
            /**
             * @default normal
             * @enum {string}
             */
            priority?: "low" | "normal" | "high";
            /**
             * Format: date-time
             * @description Not before, within 366 days; now by default. A time that has passed means now.
             * @example 2026-01-31T08:00:00+01:00
             */
            sendAt?: string;
            /**
             * Format: date-time
             * @description Not after, within 441 days of `sendAt`.
             * @example 2026-01-31T08:00:00+01:00
             */
            expiresAt?: string;
            /**
             * Format: duration
             * @description Instead of `expiresAt`: for how long after `sendAt`, as in ISO 8601; two days by default, 441 at most.
             * @example PT4H
             */
            validity?: string;
            /** @description Only by the modem of this name. */
            modem?: string;
            /** @description Only by modems of this pool. */
            pool?: string;
            /** @description Your own name for it, to find its messages by. */
            reference?: string;
        };
        NewPassword: {
            /** @description At least 6 characters, at most 256, and not the user's name. */
            password: string;
            /** @description The user's tokens stay, so that programs go on. They are revoked by default. */
            keepTokens?: boolean;
        };
        NewToken: {
            id: number;
            /** @description Whose it is: the user's ID. */
            user: number;
            /** @description One of a kind for its user. */
            name: string;
            /** @description What it was given. It allows what its user holds of these at the moment. */
            permissions: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it ends; absent: never.
             */
            expiresAt?: string;
            /**
             * Format: date-time
             * @description When it was used last, or up to 15 minutes before that; absent until then.
             */
            usedAt?: string;
            /** @description The client's address at that time. */
            usedFrom?: string;
            /** @description What the program sends. It is shown this once, and to who repeats the request with its `Idempotency-Key`. */
            token: string;
        };
        NewUser: {
            /** @description Unique, without case. */
            name: string;
            /** @description At least 6 characters, at most 256, and not the user's name. */
            password: string;
            permissions?: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
            /** @description From where the user may call, such as `10.0.0.0/8` or `2001:db8::/32`; absent: from anywhere. */
            networks?: string[];
            /** @description Requests and message parts in any 60 seconds, over all interfaces; absent: any number. */
            requestsPerMinute?: number;
        };
        Node: {
            /** @description Its name on the database, the same after a restart. */
            id: string;
            /** @description Of its machine. */
            name: string;
            version: string;
            /**
             * @description `not-ready`: it works, but not all of it; `problem` says why. `outdated`: it does nothing until it is upgraded. `stopped`: it was stopped. `gone`: it has not been heard of for 15 s.
             * @enum {string}
             */
            state: "ready" | "not-ready" | "outdated" | "stopped" | "gone";
            /**
             * Format: date-time
             * @description When this state began.
             */
            since: string;
            /** @description Why it is not ready, in sentences. */
            problem?: string;
            /**
             * Format: date-time
             * @description When its program was started.
             */
            startedAt: string;
            /**
             * Format: date-time
             * @description When it was last heard of, by the database's clock.
             */
            seenAt: string;
            /** @description How far its machine's clock is ahead of the database's, by which all nodes go; negative: behind. */
            clockAheadMs: number;
            /**
             * @description `notify`: it hears at once what others announce. `polling`: it looks from time to time, as through PgBouncer in transaction pooling.
             * @enum {string}
             */
            wakeUps: "notify" | "polling";
            /** @description Those plugged in at it. */
            modems: {
                name: string;
                state: string;
            }[];
            /** @description What it does for all nodes: `backup`, `contacts-import`, `gateway-alarms`, `mqtt`, `telegram:` and the bot's ID. */
            holds: string[];
            /** @description It is the node that answers. */
            isThis: boolean;
        };
        OnCall: {
            /** @description Absent: no schedule, and all members are on call at all times. */
            timeZone?: string;
            /** @description By their beginnings; what begins before or ends after the time asked for is whole. */
            duties: {
                /** @description ID of the member who is on call. */
                contact: number;
                name: string;
                /** @description ID of the member whose shift it is by the schedule. */
                insteadOf?: number;
                /** @description Its place in the list of shifts, from 0. Absent for an override besides. */
                shift?: number;
                /**
                 * Format: date-time
                 * @description When it begins.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                from: string;
                /**
                 * Format: date-time
                 * @description When it ends.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until: string;
            }[];
            /** @description When nobody is on call. */
            gaps: {
                /**
                 * Format: date-time
                 * @description When it begins.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                from: string;
                /**
                 * Format: date-time
                 * @description When it ends.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until: string;
            }[];
        };
        OptOut: {
            /** @description As `+491701234567`, or a short code. */
            number: string;
            /** Format: date-time */
            since: string;
            /**
             * @description How it was asked: by a received `message`, with this `api`, or with a `command` on the machine.
             * @enum {string}
             */
            door: "message" | "api" | "command";
            /** @description The incoming message. */
            incomingId?: number;
            userId?: number;
            /** @description The user, by the name at that time. */
            userName?: string;
        };
        /** @description Nothing changes or deletes it. */
        OptOutRecord: {
            /** @description Grows with every record. */
            id: number;
            /** @description As `+491701234567`, or a short code. */
            number: string;
            /**
             * @description What was asked.
             * @enum {string}
             */
            action: "opt-out" | "opt-in";
            /** @description Whether it changed anything: who opts out twice is opted out once. */
            changed: boolean;
            /** Format: date-time */
            at: string;
            /**
             * @description How it was asked: by a received `message`, with this `api`, or with a `command` on the machine.
             * @enum {string}
             */
            door: "message" | "api" | "command";
            /** @description The incoming message. */
            incomingId?: number;
            userId?: number;
            /** @description The user, by the name at that time. */
            userName?: string;
            /** @description The text of the message, or why the user did it. */
            asked?: string;
            /** @description The modem that received the message. */
            modem?: string;
        };
        OptOutState: {
            /** @description As `+491701234567`, or a short code. */
            number: string;
            optedOut: boolean;
            /**
             * Format: date-time
             * @description While it is opted out.
             */
            since?: string;
            /** @description The latest 100 records, newest first. */
            audit: components["schemas"]["OptOutRecord"][];
        };
        OutgoingMessage: {
            id: number;
            /** @description The recipient's number. */
            to: string;
            /** @description Whose number it is; only for users who hold the permission `contacts`. */
            contact?: {
                id: number;
                name: string;
            };
            /** @description Empty for a ring. */
            text: string;
            /** @enum {string} */
            state: "queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired";
            /**
             * @description The channel that it went by, is on or takes next.
             * @enum {string}
             */
            channel: "sms" | "telegram";
            /** @enum {string} */
            requestedChannel: "sms" | "telegram" | "auto";
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            flash: boolean;
            ring: boolean;
            /** @description The modem that sent it, or tried last. */
            modem?: string;
            requestedModem?: string;
            requestedPool?: string;
            /** @description Who sent it. */
            user?: {
                id: number;
                /** @description Absent once the user was removed. */
                name?: string;
            };
            /** @description The interface that it came through. */
            source: string;
            /** @description What the client calls it. */
            reference?: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Not sent before.
             */
            sendAt: string;
            /**
             * Format: date-time
             * @description Not sent after.
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description While it is queued; absent with `waitsBecause`.
             */
            nextAttemptAt?: string;
            /** @description It is due, but no modem that it may go by is here: which one, and what to do. */
            waitsBecause?: string;
            /**
             * Format: date-time
             * @description When the network had all of it.
             */
            sentAt?: string;
            /**
             * Format: date-time
             * @description When it came to its end.
             */
            settledAt?: string;
            attempts: number;
            /** @description The recipient may have got some of it twice. */
            mayBeDuplicate: boolean;
            /** @description `true`: its text was kept no longer, so it cannot be sent again. */
            textGone?: boolean;
            /** @description `true`: its text is encrypted and does not open, so it cannot be sent. */
            textUnreadable?: boolean;
            /** @description Why the last attempt failed; absent once one has succeeded. */
            error?: string;
        };
        OutgoingMessageDetails: {
            id: number;
            /** @description The recipient's number. */
            to: string;
            /** @description Whose number it is; only for users who hold the permission `contacts`. */
            contact?: {
                id: number;
                name: string;
            };
            /** @description Empty for a ring. */
            text: string;
            /** @enum {string} */
            state: "queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired";
            /**
             * @description The channel that it went by, is on or takes next.
             * @enum {string}
             */
            channel: "sms" | "telegram";
            /** @enum {string} */
            requestedChannel: "sms" | "telegram" | "auto";
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            flash: boolean;
            ring: boolean;
            /** @description The modem that sent it, or tried last. */
            modem?: string;
            requestedModem?: string;
            requestedPool?: string;
            /** @description Who sent it. */
            user?: {
                id: number;
                /** @description Absent once the user was removed. */
                name?: string;
            };
            /** @description The interface that it came through. */
            source: string;
            /** @description What the client calls it. */
            reference?: string;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Not sent before.
             */
            sendAt: string;
            /**
             * Format: date-time
             * @description Not sent after.
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description While it is queued; absent with `waitsBecause`.
             */
            nextAttemptAt?: string;
            /** @description It is due, but no modem that it may go by is here: which one, and what to do. */
            waitsBecause?: string;
            /**
             * Format: date-time
             * @description When the network had all of it.
             */
            sentAt?: string;
            /**
             * Format: date-time
             * @description When it came to its end.
             */
            settledAt?: string;
            attempts: number;
            /** @description The recipient may have got some of it twice. */
            mayBeDuplicate: boolean;
            /** @description `true`: its text was kept no longer, so it cannot be sent again. */
            textGone?: boolean;
            /** @description `true`: its text is encrypted and does not open, so it cannot be sent. */
            textUnreadable?: boolean;
            /** @description Why the last attempt failed; absent once one has succeeded. */
            error?: string;
            parts: {
                /** @description From 1. */
                position: number;
                /** @enum {string} */
                state: "open" | "sending" | "sent" | "unknown" | "delivered" | "undelivered";
                /** @description The network's message reference (TP-MR). */
                reference?: number;
                modem?: string;
                /** @description Only for users who hold the permission `sim`. */
                sim?: string;
                /**
                 * Format: date-time
                 * @description When the network took it.
                 */
                sentAt?: string;
                /** @description What the modem is given, in hexadecimal; absent on Telegram. */
                pdu?: string;
            }[];
            timeline: {
                /**
                 * Format: date-time
                 * @description When it happened.
                 */
                at: string;
                /** @enum {string} */
                state: "queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired" | "open";
                /** @description The part that it is about; absent: the whole message. */
                part?: number;
                modem?: string;
                /** @description Why. */
                detail?: string;
            }[];
        };
        Overrides: {
            /** @description Of two for the same time and the same member the later in the list counts. */
            overrides: {
                /** @description ID of the member who is on call. */
                contact: number;
                /** @description ID of the member whose shifts these are: during this time `contact` has them. Absent: on call besides everybody else. */
                insteadOf?: number;
                /**
                 * Format: date-time
                 * @description When it begins.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                from: string;
                /**
                 * Format: date-time
                 * @description When it ends.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until: string;
            }[];
        };
        PermissionChoices: {
            permissions: {
                /** @enum {string} */
                id: "command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks";
                name: string;
            }[];
            /** @description Sets that fit a task. */
            presets: {
                id: string;
                name: string;
                permissions: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
            }[];
        };
        Policy: {
            id: number;
            /** @description Each once, whatever its case. */
            name: string;
            /** @description In this order, each with `notify` (a list of `{"contact": "Anna"}`, `{"group": "all"}`, `{"onCall": "admins"}` for whoever is on call when the step begins, `{"next": "admins"}` for the next of the group's escalation order), `by` (one or more of `sms`, `telegram`, `auto`, `ring`, `email`) and `waitSeconds`, how long an answer is waited for before the next step. */
            steps: {
                notify: {
                    [key: string]: unknown;
                }[];
                by: string[];
                waitSeconds: number;
            }[];
            /** @description How often all steps are gone through; 1 by default. */
            rounds: number;
            /** @description What happens when nobody has answered behind the last step: `{"email": {"to": ["it@example.org"]}}`, `{"webhook": "erp"}`, `{"group": "all"}`. Nothing by default. */
            unanswered: {
                [key: string]: unknown;
            }[];
            /** @description An alarm that somebody has taken is open again, from the first step on, when it is not resolved after that. Absent: it stays taken. */
            notResolvedAfterSeconds?: number;
            /** @description Whether those who were told learn that it is resolved; `true` by default. */
            tellResolved: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            changedAt: string;
            /** @description Contacts, groups and webhooks that it names and that are not there, or not yet, and whom a step cannot reach: without a mail server, a telephone number, an email address or Telegram. These are absent in the list. With an empty `pointer`: it was damaged in the database. */
            warnings?: {
                pointer: string;
                message: string;
            }[];
            /** @description Names of people whom it would call at a number that has opted out: they are not told there; absent in the list. */
            optedOut?: string[];
        };
        PolicyDraft: {
            /** @description Each once, whatever its case. */
            name: string;
            /** @description In this order, each with `notify` (a list of `{"contact": "Anna"}`, `{"group": "all"}`, `{"onCall": "admins"}` for whoever is on call when the step begins, `{"next": "admins"}` for the next of the group's escalation order), `by` (one or more of `sms`, `telegram`, `auto`, `ring`, `email`) and `waitSeconds`, how long an answer is waited for before the next step. */
            steps: unknown;
            /** @description How often all steps are gone through; 1 by default. */
            rounds?: unknown;
            /** @description What happens when nobody has answered behind the last step: `{"email": {"to": ["it@example.org"]}}`, `{"webhook": "erp"}`, `{"group": "all"}`. Nothing by default. */
            unanswered?: unknown;
            /** @description An alarm that somebody has taken is open again, from the first step on, when it is not resolved after that. Absent: it stays taken. */
            notResolvedAfterSeconds?: unknown;
            /** @description Whether those who were told learn that it is resolved; `true` by default. */
            tellResolved?: unknown;
        };
        PreviewPayload: {
            /** @description One recipient or a list of them. Each number gets one message, however often it is named. */
            to?: components["schemas"]["Recipient"] | components["schemas"]["Recipient"][];
            /** @description `{number}` stands for the recipient's number, `{name}` and `{note}` for those of its contact where the sender holds `contacts`, other words in braces for `variables`; the recipient's own come first. `{{` stands for `{`; every other brace is itself. A variable that a recipient has no value for is refused. Not with `ring`. */
            text?: string;
            /**
             * @description `auto`: Telegram where the recipient has linked it, otherwise SMS.
             * @default sms
             * @enum {string}
             */
            channel?: "sms" | "telegram" | "auto";
            /** @description Shown at once, and not kept by the telephone. Only by SMS. */
            flash?: boolean;
            /** @description Lets the telephone ring instead of sending a text. */
            ring?: boolean;
            /** @description Values by name, for `{name}` in the text. */
            variables?: {
                [key: string]: string;
            };
        };
        Problem: {
            /**
             * Format: uri
             * @description Stable: what a program looks at besides the status.
             */
            type: string;
            /** @description Short, the same for each type. */
            title: string;
            status: number;
            /** @description What is wrong here, and what to do. */
            detail?: string;
            /** @description Each value that is wrong; at most 20. */
            errors?: {
                /** @description RFC 6901: the value of the body, or `/` and a query parameter. */
                pointer: string;
                message: string;
            }[];
            /** @description Of a message that nobody gets: whom it was for, and why each does not. */
            refused?: components["schemas"]["Refused"][];
            /** @description With 409 about a message: the state that it is in. */
            state?: string;
            /**
             * @description With 401: the password is right, the code is missing or wrong.
             * @enum {string}
             */
            secondFactor?: "needed" | "wrong";
            /**
             * @description With 422: the `Idempotency-Key` was used for another request.
             * @enum {string}
             */
            reason?: "key-used";
            /** @description With 403: what the caller does not hold. */
            permission?: string;
        } & {
            [key: string]: unknown;
        };
        RaisedAlarm: {
            id: number;
            /** @description What people type to answer; free for another alarm once this one is resolved. */
            number: number;
            /**
             * @description `open`: people are being called. `acknowledged`: somebody has it. `resolved`: it is over. `unanswered`: everybody was called, and nobody has answered; it may still be taken.
             * @enum {string}
             */
            state: "open" | "acknowledged" | "resolved" | "unanswered";
            /** @description Its name. */
            policy: string;
            /** @description What it is about: the same key adds to it until it is resolved. */
            key?: string;
            title: string;
            text: string;
            /**
             * @description `warning` by default.
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** @description The interface that it was raised through, such as `alerts` or `v1`. */
            source: string;
            /** @description The user, contact or check. */
            raisedBy?: string;
            /** @description Who has taken it. */
            holder?: string;
            /** @description How often it was raised. */
            count: number;
            /** @description It is a rehearsal. */
            drill: boolean;
            /** @description The policy's step that it is at, from 1; 0 before the first. */
            step: number;
            /** @description From 1. */
            round: number;
            /**
             * Format: date-time
             * @description When the next step begins, the policy ends, or, once it is taken, it opens again.
             */
            nextAt?: string;
            /**
             * Format: date-time
             * @description When it was raised first.
             */
            openedAt: string;
            /**
             * Format: date-time
             * @description When somebody has taken it.
             */
            acknowledgedAt?: string;
            /**
             * Format: date-time
             * @description When it was over.
             */
            resolvedAt?: string;
            /** Format: date-time */
            changedAt: string;
            /**
             * @description `opened`: a new one. With the key of one that is not resolved: `added` to it, and nobody is told again; `severity-raised`, or `opened-again` when nobody had answered: it begins again with the first step.
             * @enum {string}
             */
            outcome: "opened" | "opened-again" | "added" | "severity-raised";
        };
        Recipient: string | {
            number: string;
            /** @description Values by name, for `{name}` in the text. */
            variables?: {
                [key: string]: string;
            };
        } | {
            /** @description A contact: a number is an ID, a text is a name. */
            contact: number | string;
            /** @description Values by name, for `{name}` in the text. */
            variables?: {
                [key: string]: string;
            };
        } | {
            /** @description A group, of which those get it who are on call now, or all of a group without shifts: a number is an ID, a text is a name. */
            group: number | string;
            /** @description Values by name, for `{name}` in the text. */
            variables?: {
                [key: string]: string;
            };
        };
        RecoveryCodes: {
            /** @description Each signs you in once. They are shown this once. */
            recoveryCodes: string[];
        };
        Refused: {
            /** @description As it was given, or the number or name; always as it was given without the permission `contacts`. Absent when it is about the whole request. */
            to?: string;
            /** @enum {string} */
            reason: "invalid-number" | "no-such-contact" | "no-such-group" | "contact-without-number" | "alarm-later" | "empty-group" | "nobody-on-call" | "members-without-number" | "no-recipient" | "number-refused" | "opted-out" | "no-telegram" | "text-too-long" | "variable-missing" | "key-used" | "too-many-recipients" | "too-many-parts" | "too-many-messages";
            detail: string;
        };
        RemovedRows: {
            /**
             * @description `sent` and `incoming` messages, the `events` log, `jobs` that were delivered, `dead-jobs` that were given up, the `audit` of opt-outs.
             * @enum {string}
             */
            kind: "sent" | "incoming" | "events" | "jobs" | "dead-jobs" | "audit";
            /**
             * @description `texts`: the text alone; the message stays.
             * @enum {string}
             */
            what: "rows" | "texts";
            count: number;
        };
        Retention: {
            kinds: {
                /**
                 * @description `sent` and `incoming` messages, the `events` log, `jobs` that were delivered, `dead-jobs` that were given up, the `audit` of opt-outs.
                 * @enum {string}
                 */
                kind: "sent" | "incoming" | "events" | "jobs" | "dead-jobs" | "audit";
                /** @description How many there are; counted again after a minute. */
                rows: number;
                /**
                 * Format: date-time
                 * @description When the oldest came.
                 */
                oldest?: string;
                /** @description How long they are kept; absent: for good. */
                keptSeconds?: number;
                /** @description How many are kept; absent: all. */
                most?: number;
            }[];
            /** @description How long texts of messages are kept; absent: as long as the messages. */
            textsKeptSeconds?: number;
            database: {
                /** @description Its size on the disk. */
                octets: number;
                /** @description SQLite: what is free inside the file. */
                freeOctets?: number;
                /** @description SQLite: the file gives free space back. `false`: `aldis retention compact` makes it so. */
                canShrink?: boolean;
            };
            /**
             * Format: date-time
             * @description While something is deleted.
             */
            runningSince?: string;
            /** Format: date-time */
            nextRun?: string;
            last?: {
                /**
                 * Format: date-time
                 * @description Its end.
                 */
                at: string;
                milliseconds: number;
                removed: components["schemas"]["RemovedRows"][];
                /** @description By how much the database is smaller, or can be filled again without growing. */
                freedOctets: number;
                /** @description `false`: it was cut off, and goes on with the next one. */
                whole: boolean;
            };
        };
        Rule: {
            id: number;
            /** @description Each once, whatever its case. */
            name: string;
            /** @description `true` by default. */
            enabled: boolean;
            /** @description A tree: `{"and": […]}`, `{"or": […]}`, `{"not": …}`, or one test: `sender`, `recipient`, `text`, `kind`, `channel`, `modem`, `known`, `during`. Absent: every message. See the guide *Message routing*. */
            when?: {
                [key: string]: unknown;
            };
            /** @description Made in this order on the text that the destinations get. */
            replace: {
                pattern: string;
                with: string;
                ignoreCase?: boolean;
            }[];
            /** @description Where a message goes that matches. */
            then: {
                [key: string]: unknown;
            }[];
            /** @description A message that matches is not shown to the rules below. `false` by default. */
            stop: boolean;
            /** @description Messages that matched. */
            matched: number;
            /** Format: date-time */
            lastMatchedAt?: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            changedAt: string;
            /** @description Contacts, groups, policies and webhooks that it names and that are not there, or not yet. With an empty `pointer`: it was damaged in the database. */
            warnings?: {
                pointer: string;
                message: string;
            }[];
        };
        RuleDelivery: {
            /** @description `http`, `group` and so on; `nothing` where nothing would be done. */
            kind: string;
            /** @description What the destination would get, its templates filled in. Secrets are never in it. */
            details: {
                [key: string]: unknown;
            };
            /** @description Numbers that would get a message; without the permission `contacts`, the name in the rule for each of a contact or group. */
            recipients: string[];
            /** @description Of the job that would be added. */
            destination?: string;
            /** @description Sentences: who would get nothing, and why. */
            refused: string[];
        };
        RuleDraft: {
            /** @description Each once, whatever its case. */
            name: string;
            /** @description `true` or `false`; `true` by default. */
            enabled?: unknown;
            /** @description A tree: `{"and": […]}`, `{"or": […]}`, `{"not": …}`, or one test: `sender`, `recipient`, `text`, `kind`, `channel`, `modem`, `known`, `during`. Absent: every message. See the guide *Message routing*. */
            when?: unknown;
            /** @description Changes, each with `pattern`, `with` and perhaps `ignoreCase`. */
            replace?: unknown;
            /** @description Destinations. One of `http`, `isms`, `webhook`, `email`, `mqtt`, `contact`, `group`, `number`, `autoReply`, `alarm`, as the guide *Message routing* describes them. Secrets are shown as `•••`; whoever sends that back keeps them. */
            then?: unknown;
            /** @description A message that matches is not shown to the rules below. `false` by default. */
            stop?: unknown;
        };
        RuleOutcome: {
            /** @description Absent for a rule that is not stored. */
            id?: number;
            name: string;
            /** @enum {string} */
            outcome: "matched" | "not-matched" | "disabled" | "not-reached";
            decidedBy?: {
                /** @description Into the rule, such as `/when/and/0/sender` (RFC 6901). */
                pointer: string;
                held: boolean;
                /** @description The form of the number that the test held for. */
                form?: string;
            };
            /** @description After the changes; absent for a call. */
            text?: string;
            /** @description For each change, how often it was made. */
            replaced?: {
                times: number;
                /** @description The rest was left: it would have cost too much. */
                stopped?: boolean;
            }[];
            deliveries?: components["schemas"]["RuleDelivery"][];
            /** @description The rules below are not reached. */
            stop?: boolean;
        };
        SecondFactor: {
            /** @description To sign in with a browser, you need a code besides the password. */
            enabled: boolean;
            recoveryCodesLeft: number;
        };
        SecondFactorKey: {
            /** @description In base32, to be typed into the app. */
            key: string;
            /** @description `otpauth://…`: the same, for a QR code. */
            uri: string;
        };
        Session: {
            /** @description Names the session; signs nobody in. */
            id: string;
            /**
             * Format: date-time
             * @description When its user signed in.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description The latest request, or one of the 15 minutes before it.
             */
            seenAt: string;
            /**
             * Format: date-time
             * @description When it ends, unless it is used before.
             */
            expiresAt: string;
            /** @description From where its user signed in; empty when unknown. */
            address: string;
            /** @description What the browser called itself. */
            agent: string;
            /** @description You are calling with it. */
            current: boolean;
        };
        Setting: {
            name: string;
            /**
             * @description The permission to see and change it.
             * @enum {string}
             */
            group: "email-to-sms" | "general" | "network" | "permissions" | "sim" | "telegram";
            /** @description As in the file: a text, or a list of them where a setting may be given more than once. */
            value?: string | string[];
            /** @enum {string} */
            source: "command-line" | "environment" | "file" | "database" | "default";
            /** @description The option, the variable, or the file and its key. */
            givenBy?: string;
            /** @description This call can change it: nothing stronger than the database gives it. */
            changeable: boolean;
            /** @description The gateway works with another value until it starts again. */
            restartNeeded: boolean;
            /** @description If `restartNeeded`: what it works with until then, in the form of `value`; absent if it is nothing. */
            runningValue?: string | string[];
            /** @description Why the stored value cannot be used: the default stands. */
            problem?: string;
        };
        /** @description A JSON Merge Patch (RFC 7396) of the values by name; `null` resets a setting to its default. */
        SettingChange: {
            [key: string]: (string | string[]) | null;
        };
        SettingDescription: {
            name: string;
            /**
             * @description The permission to see and change it.
             * @enum {string}
             */
            group: "email-to-sms" | "general" | "network" | "permissions" | "sim" | "telegram";
            description: string;
            /**
             * @description Of a list, the shape of one value.
             * @enum {string}
             */
            shape: "text" | "number" | "duration" | "size" | "switch" | "choice";
            choices?: string[];
            /** @description Takes several values. */
            list: boolean;
            /** @description Its value is shown as •••, as it opens something. */
            hidden: boolean;
            placeholder: string;
            /** @description The least it takes, in the form of the value: `64KiB`. */
            minimum?: string;
            maximum?: string;
            /** @description As in the file: a text, or a list of them where a setting may be given more than once. */
            default?: string | string[];
            /** @description The default in words. */
            defaultShown: string;
            environment: string;
            /**
             * @description When a change applies. `machine`: only the command line, the environment and the file give it.
             * @enum {string}
             */
            applies: "now" | "restart" | "machine";
        };
        SettingList: {
            items: components["schemas"]["Setting"][];
        };
        SettingSchema: {
            items: components["schemas"]["SettingDescription"][];
        };
        Shifts: {
            /** @description IANA name. Absent: the group has no schedule, and all members are on call at all times. */
            timeZone?: string;
            shifts: {
                /** @description ID of a member. */
                contact: number;
                days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                /** @description By the clock of the time zone. */
                from: string;
                /** @description Not after `from`: on the day after. `00:00` is the end of the day. */
                to: string;
            }[];
        };
        Template: {
            id: number;
            /** @description Each once among your own, and once among the shared ones. */
            name: string;
            text: string;
            /** @description Those in its text. */
            variables: string[];
            /** @description Everybody sees it; to change it takes the permission `general`. */
            shared: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            changedAt: string;
        };
        Token: {
            id: number;
            /** @description Whose it is: the user's ID. */
            user: number;
            /** @description One of a kind for its user. */
            name: string;
            /** @description What it was given. It allows what its user holds of these at the moment. */
            permissions: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it ends; absent: never.
             */
            expiresAt?: string;
            /**
             * Format: date-time
             * @description When it was used last, or up to 15 minutes before that; absent until then.
             */
            usedAt?: string;
            /** @description The client's address at that time. */
            usedFrom?: string;
        };
        User: {
            id: number;
            name: string;
            /** @description Who is disabled cannot sign in anywhere. */
            disabled: boolean;
            permissions: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
            /** @description From where the user may call, such as `10.0.0.0/8` or `2001:db8::/32`; absent: from anywhere. */
            networks?: string[];
            /** @description Requests and message parts in any 60 seconds, over all interfaces; absent: any number. */
            requestsPerMinute?: number;
        };
        UserPatch: {
            /** @description Who is disabled cannot sign in anywhere. */
            disabled?: boolean;
            /** @description From where the user may call, such as `10.0.0.0/8` or `2001:db8::/32`; absent: from anywhere. */
            networks?: string[] | null;
            /** @description Requests and message parts in any 60 seconds, over all interfaces; absent: any number. */
            requestsPerMinute?: number | null;
        };
        UserPermissions: {
            permissions: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
        };
        Webhook: {
            id: number;
            /** @description Lower-case letters, digits, hyphens and underscores. It stays: rules and jobs name the webhook by it. */
            name: string;
            /** @description Where events are posted to: https or http. Addresses of the gateway's own machine need the setting `--allow-targets`. */
            url: string;
            /** @description Those that it gets. With none, only rules of message routing send to it. */
            events: ("message.received" | "call.received" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "modem.state" | "alarm.opened" | "alarm.escalated" | "alarm.acknowledged" | "alarm.resolved" | "alarm.unanswered")[];
            /** @description While it is disabled, no events are made for it, and jobs that wait are tried again later. */
            enabled: boolean;
            /** @description One event after another: the next one waits until this one has ended. */
            ordered: boolean;
            /** @description As its jobs have it: its deliveries are `GET /api/v1/jobs?destination=…`. */
            destination: string;
            /**
             * Format: date-time
             * @description When its secret was made.
             */
            secretCreatedAt: string;
            /**
             * Format: date-time
             * @description Until then the secret before signs too; it is void once this has passed.
             */
            oldSecretUntil?: string;
            /**
             * Format: date-time
             * @description When it was added.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            changedAt: string;
            /** @description There until what was damaged is set again: its `events`, or by a rotation its secret. With an empty `pointer`: it was damaged in the database. */
            warnings?: {
                pointer: string;
                message: string;
            }[];
        };
        WebhookAlarm: {
            /** @enum {string} */
            type: "alarm.opened" | "alarm.escalated" | "alarm.acknowledged" | "alarm.resolved" | "alarm.unanswered";
            /**
             * Format: date-time
             * @description When it happened; `webhook-timestamp` says when this attempt began.
             */
            timestamp: string;
            data: {
                /** @description As in `/api/v1/alarms`. */
                id: number;
                /** @description What people type; free for another alarm once this one is resolved. */
                number: number;
                /** @enum {string} */
                state: "open" | "acknowledged" | "resolved" | "unanswered";
                /** @description Its name. */
                policy: string;
                /** @description What it is about. */
                key?: string;
                title: string;
                text: string;
                /** @enum {string} */
                severity: "info" | "warning" | "critical";
                /** @description The interface that raised it. */
                source: string;
                /** @description Who has taken it. */
                holder?: string;
                /** @description How often it was raised. */
                count: number;
                /** @description The policy's step that it is at, from 1. */
                step: number;
                /** @description From 1. */
                round: number;
                /** @description It is a rehearsal. */
                drill: boolean;
                /**
                 * Format: date-time
                 * @description When it was raised first.
                 */
                openedAt: string;
                /**
                 * Format: date-time
                 * @description When somebody has taken it.
                 */
                acknowledgedAt?: string;
                /**
                 * Format: date-time
                 * @description When it was over.
                 */
                resolvedAt?: string;
            };
        };
        WebhookIncoming: {
            /** @enum {string} */
            type: "message.received" | "call.received";
            /**
             * Format: date-time
             * @description When it happened; `webhook-timestamp` says when this attempt began.
             */
            timestamp: string;
            data: {
                /** @description As in `/api/v1/incoming`. */
                id: number;
                /** @description The sender's number, or its name; absent when it cannot be read. */
                from?: string;
                /** @description In square brackets where it is not a text; what the rule made of it, with `rule`. */
                text: string;
                /** @description As in `/api/v1/incoming`. */
                kind: string;
                /** @enum {string} */
                channel: "sms" | "telegram";
                /** @description The modem that received it. */
                modem: string;
                /**
                 * Format: date-time
                 * @description When the gateway got it.
                 */
                receivedAt: string;
                /**
                 * Format: date-time
                 * @description As the network gives it.
                 */
                sentAt?: string;
                /** @description Of a call: how long it rang; absent if the gateway ended before it did. */
                rangSeconds?: number;
                /** @description Of an MMS that waits to be fetched. */
                mms?: {
                    from?: string;
                    subject?: string;
                    /** @description In octets. */
                    size?: number;
                    /** @description Where it can be fetched. */
                    host?: string;
                };
                /** @description The message whose place it took in lists. */
                replaces?: number;
                /** @description The rule that sends it; absent when the target has picked the event. */
                rule?: {
                    id: number;
                    name: string;
                };
            };
        };
        WebhookModem: {
            /** @enum {string} */
            type: "modem.state";
            /**
             * Format: date-time
             * @description When it happened; `webhook-timestamp` says when this attempt began.
             */
            timestamp: string;
            data: {
                modem: string;
                /** @description As in `/api/v1/modems`; `deleted` when it was taken out. */
                state: string;
                /** @description What is wrong with it. */
                problem?: string;
                /** @description The gateway that has it. */
                node: string;
            };
        };
        WebhookOutgoing: {
            /** @enum {string} */
            type: "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown";
            /**
             * Format: date-time
             * @description When it happened; `webhook-timestamp` says when this attempt began.
             */
            timestamp: string;
            data: {
                /** @description As in `/api/v1/messages`. */
                id: number;
                /** @description The recipient's number. */
                to: string;
                /**
                 * @description `message.failed` has `failed` or `expired`.
                 * @enum {string}
                 */
                state: "queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired";
                /** @enum {string} */
                channel: "sms" | "telegram";
                /** @description The modem that sent it, or tried last. */
                modem?: string;
                /** @description The interface that it came through. */
                source: string;
                /** @description What the client calls it. */
                reference?: string;
                /**
                 * Format: date-time
                 * @description When it was accepted.
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @description When the network had all of it.
                 */
                sentAt?: string;
                /** @description Why the last attempt failed. */
                error?: string;
            };
        };
        WebhookTest: {
            /** @enum {string} */
            type: "webhook.test";
            /**
             * Format: date-time
             * @description When it happened; `webhook-timestamp` says when this attempt began.
             */
            timestamp: string;
            data: {
                /** @description The target's name. */
                webhook: string;
            };
        };
        WebhookWithSecret: {
            id: number;
            /** @description Lower-case letters, digits, hyphens and underscores. It stays: rules and jobs name the webhook by it. */
            name: string;
            /** @description Where events are posted to: https or http. Addresses of the gateway's own machine need the setting `--allow-targets`. */
            url: string;
            /** @description Those that it gets. With none, only rules of message routing send to it. */
            events: ("message.received" | "call.received" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "modem.state" | "alarm.opened" | "alarm.escalated" | "alarm.acknowledged" | "alarm.resolved" | "alarm.unanswered")[];
            /** @description While it is disabled, no events are made for it, and jobs that wait are tried again later. */
            enabled: boolean;
            /** @description One event after another: the next one waits until this one has ended. */
            ordered: boolean;
            /** @description As its jobs have it: its deliveries are `GET /api/v1/jobs?destination=…`. */
            destination: string;
            /**
             * Format: date-time
             * @description When its secret was made.
             */
            secretCreatedAt: string;
            /**
             * Format: date-time
             * @description Until then the secret before signs too; it is void once this has passed.
             */
            oldSecretUntil?: string;
            /**
             * Format: date-time
             * @description When it was added.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            changedAt: string;
            /** @description There until what was damaged is set again: its `events`, or by a rotation its secret. With an empty `pointer`: it was damaged in the database. */
            warnings?: {
                pointer: string;
                message: string;
            }[];
            /** @description What its receiver checks signatures with. Shown this once; a lost one has to be rotated. */
            secret: string;
        };
    };
    responses: {
        /** @description Bad request */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/bad-request",
                 *       "title": "Bad request",
                 *       "status": 400
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unauthorized */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/unauthorized",
                 *       "title": "Unauthorized",
                 *       "status": 401
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Forbidden */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/forbidden",
                 *       "title": "Forbidden",
                 *       "status": 403
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/not-found",
                 *       "title": "Not found",
                 *       "status": 404
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Request timeout */
        RequestTimeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/request-timeout",
                 *       "title": "Request timeout",
                 *       "status": 408
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/conflict",
                 *       "title": "Conflict",
                 *       "status": 409
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition failed */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/precondition-failed",
                 *       "title": "Precondition failed",
                 *       "status": 412
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Request too large */
        RequestTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/request-too-large",
                 *       "title": "Request too large",
                 *       "status": 413
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unsupported media type */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/unsupported-media-type",
                 *       "title": "Unsupported media type",
                 *       "status": 415
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unprocessable entity */
        UnprocessableEntity: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/unprocessable-entity",
                 *       "title": "Unprocessable entity",
                 *       "status": 422
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition required */
        PreconditionRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/precondition-required",
                 *       "title": "Precondition required",
                 *       "status": 428
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/too-many-requests",
                 *       "title": "Too many requests",
                 *       "status": 429
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal error */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/internal-error",
                 *       "title": "Internal error",
                 *       "status": 500
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Service unavailable */
        ServiceUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "https://aldis.invalid/problems/service-unavailable",
                 *       "title": "Service unavailable",
                 *       "status": 503
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "apiuser",
                     *       "permissions": [
                     *         "rest-api"
                     *       ],
                     *       "signedInBy": "password",
                     *       "simulated": false,
                     *       "simulator": false,
                     *       "country": "DE",
                     *       "languages": [],
                     *       "telegram": false,
                     *       "searchesTexts": true,
                     *       "nodes": false,
                     *       "secondFactorRequired": false
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    startSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "anna",
                 *       "password": "your-password"
                 *     }
                 */
                "application/json": {
                    name: string;
                    password: string;
                    /** @description Six digits of the authenticator app, or a recovery code. */
                    code?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o",
                     *       "createdAt": "2027-03-01T08:00:00.000Z",
                     *       "seenAt": "2027-03-01T11:30:00.000Z",
                     *       "expiresAt": "2027-03-01T23:30:00.000Z",
                     *       "address": "192.0.2.7",
                     *       "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                     *       "current": true
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the session; `current` for the one that you call with, `all` for every one of yours.
                 * @example current
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listMySessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o",
                     *           "createdAt": "2027-03-01T08:00:00.000Z",
                     *           "seenAt": "2027-03-01T11:30:00.000Z",
                     *           "expiresAt": "2027-03-01T23:30:00.000Z",
                     *           "address": "192.0.2.7",
                     *           "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                     *           "current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Session"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o",
                     *           "createdAt": "2027-03-01T08:00:00.000Z",
                     *           "seenAt": "2027-03-01T11:30:00.000Z",
                     *           "expiresAt": "2027-03-01T23:30:00.000Z",
                     *           "address": "192.0.2.7",
                     *           "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                     *           "current": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Session"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endSessionsOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endSessionOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
                /**
                 * @description Of the session.
                 * @example 0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o
                 */
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /**
                 * @description ID or name of a user; another one than you needs the permission *Manage users* (`users`).
                 * @example 3
                 */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 1,
                     *           "user": 3,
                     *           "name": "zabbix",
                     *           "permissions": [
                     *             "rest-api"
                     *           ],
                     *           "createdAt": "2027-03-01T08:00:00.000Z",
                     *           "expiresAt": "2028-03-01T08:00:00.000Z",
                     *           "usedAt": "2027-03-02T08:00:00.000Z",
                     *           "usedFrom": "192.0.2.7"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Token"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "zabbix",
                 *       "permissions": [
                 *         "rest-api"
                 *       ]
                 *     }
                 */
                "application/json": {
                    name: string;
                    /** @description `rest-api` has to be one of them; everything that you may do when left out. */
                    permissions?: ("command-api" | "http-api" | "rest-api" | "web" | "config-transfer" | "support-info" | "diagnostics" | "email-to-sms" | "general" | "ha" | "import-contacts" | "contacts" | "event-log" | "groups" | "network" | "permissions" | "sim" | "users" | "monitoring" | "reboot" | "sent-messages" | "incoming-messages" | "message-routing" | "alarms" | "alarm-policies" | "opt-out-override" | "telegram" | "webhooks")[];
                    /**
                     * Format: date-time
                     * @description Never when left out.
                     * @example 2026-01-31T08:00:00+01:00
                     */
                    expiresAt?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "user": 3,
                     *       "name": "zabbix",
                     *       "permissions": [
                     *         "rest-api"
                     *       ],
                     *       "createdAt": "2027-03-01T08:00:00.000Z",
                     *       "expiresAt": "2028-03-01T08:00:00.000Z",
                     *       "token": "aldis_shown-here-once"
                     *     }
                     */
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the token.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeMyPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct-horse-battery",
                 *       "password": "battery-horse-correct"
                 *     }
                 */
                "application/json": {
                    currentPassword: string;
                    /** @description At least 6 characters, at most 256, and not the user's name. */
                    password: string;
                    /** @description The user's tokens stay, so that programs go on. They are revoked by default. */
                    keepTokens?: boolean;
                };
            };
        };
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "enabled": true,
                     *       "recoveryCodesLeft": 10
                     *     }
                     */
                    "application/json": components["schemas"]["SecondFactor"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    confirmSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": {
                    /** @description Six digits of the authenticator app, or a recovery code. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recoveryCodes": [
                     *         "hq7vd-2mfkx",
                     *         "b9cne-u4tpz"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    beginSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "your-password"
                 *     }
                 */
                "application/json": {
                    /** @description Yours, once more. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                     *       "uri": "otpauth://totp/Aldis:anna?issuer=Aldis&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30"
                     *     }
                     */
                    "application/json": components["schemas"]["SecondFactorKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "your-password",
                 *       "code": "123456"
                 *     }
                 */
                "application/json": {
                    /** @description Yours, once more. */
                    password: string;
                    /** @description Six digits of the authenticator app, or a recovery code. */
                    code?: string;
                };
            };
        };
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeSecondFactorOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    startSingleSignOn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The browser is sent to the address in `Location`. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    completeSingleSignOn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The browser is sent to the address in `Location`. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    linkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": "248289761001"
                 *     }
                 */
                "application/json": {
                    /** @description The claim `sub`. */
                    subject: string;
                };
            };
        };
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listMyIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mTn8o0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0",
                     *           "issuer": "https://login.example.org/realms/main",
                     *           "subject": "248289761001"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Identity"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unlinkMyIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the identity.
                 * @example mTn8o0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "mTn8o0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0",
                     *           "issuer": "https://login.example.org/realms/main",
                     *           "subject": "248289761001"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Identity"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    unlinkIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
                /**
                 * @description Of the identity.
                 * @example mTn8o0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0
                 */
                identity: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "name": "anna",
                     *           "disabled": false,
                     *           "permissions": [
                     *             "rest-api",
                     *             "web"
                     *           ],
                     *           "networks": [
                     *             "10.0.0.0/8"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["User"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "anna",
                 *       "password": "correct-horse-battery",
                 *       "permissions": [
                 *         "rest-api",
                 *         "web"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "anna",
                     *       "disabled": false,
                     *       "permissions": [
                     *         "rest-api",
                     *         "web"
                     *       ],
                     *       "networks": [
                     *         "10.0.0.0/8"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "anna",
                     *       "disabled": false,
                     *       "permissions": [
                     *         "rest-api",
                     *         "web"
                     *       ],
                     *       "networks": [
                     *         "10.0.0.0/8"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "networks": [
                 *         "10.0.0.0/8"
                 *       ],
                 *       "requestsPerMinute": null
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["UserPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "anna",
                     *       "disabled": false,
                     *       "permissions": [
                     *         "rest-api",
                     *         "web"
                     *       ],
                     *       "networks": [
                     *         "10.0.0.0/8"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setUserPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct-horse-battery"
                 *     }
                 */
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getUserPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "permissions": [
                     *         "rest-api",
                     *         "web"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserPermissions"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setUserPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Of the user.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissions": [
                 *         "rest-api",
                 *         "web"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UserPermissions"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "permissions": [
                     *         "rest-api",
                     *         "web"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserPermissions"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "permissions": [
                     *         {
                     *           "id": "command-api",
                     *           "name": "Access to the command API"
                     *         },
                     *         {
                     *           "id": "http-api",
                     *           "name": "Access to the HTTP API"
                     *         },
                     *         {
                     *           "id": "rest-api",
                     *           "name": "Access to the REST API"
                     *         },
                     *         {
                     *           "id": "web",
                     *           "name": "Access to the web interface"
                     *         },
                     *         {
                     *           "id": "config-transfer",
                     *           "name": "Configuration export and import"
                     *         },
                     *         {
                     *           "id": "support-info",
                     *           "name": "Download support information"
                     *         },
                     *         {
                     *           "id": "diagnostics",
                     *           "name": "Diagnostics"
                     *         },
                     *         {
                     *           "id": "email-to-sms",
                     *           "name": "Email to SMS"
                     *         },
                     *         {
                     *           "id": "general",
                     *           "name": "General"
                     *         },
                     *         {
                     *           "id": "ha",
                     *           "name": "High availability"
                     *         },
                     *         {
                     *           "id": "import-contacts",
                     *           "name": "Import contacts"
                     *         },
                     *         {
                     *           "id": "contacts",
                     *           "name": "Manage contacts"
                     *         },
                     *         {
                     *           "id": "event-log",
                     *           "name": "Manage event log"
                     *         },
                     *         {
                     *           "id": "groups",
                     *           "name": "Manage groups"
                     *         },
                     *         {
                     *           "id": "network",
                     *           "name": "Manage network settings"
                     *         },
                     *         {
                     *           "id": "permissions",
                     *           "name": "Manage permissions"
                     *         },
                     *         {
                     *           "id": "sim",
                     *           "name": "Manage SIM cards and modems"
                     *         },
                     *         {
                     *           "id": "users",
                     *           "name": "Manage users"
                     *         },
                     *         {
                     *           "id": "monitoring",
                     *           "name": "Monitoring"
                     *         },
                     *         {
                     *           "id": "reboot",
                     *           "name": "Restart and shut down"
                     *         },
                     *         {
                     *           "id": "sent-messages",
                     *           "name": "Sent messages"
                     *         },
                     *         {
                     *           "id": "incoming-messages",
                     *           "name": "Incoming messages"
                     *         },
                     *         {
                     *           "id": "message-routing",
                     *           "name": "Message routing"
                     *         },
                     *         {
                     *           "id": "alarms",
                     *           "name": "Alarms"
                     *         },
                     *         {
                     *           "id": "alarm-policies",
                     *           "name": "Policies of alarms"
                     *         },
                     *         {
                     *           "id": "opt-out-override",
                     *           "name": "Send to opted-out numbers"
                     *         },
                     *         {
                     *           "id": "telegram",
                     *           "name": "Telegram"
                     *         },
                     *         {
                     *           "id": "webhooks",
                     *           "name": "Webhooks"
                     *         }
                     *       ],
                     *       "presets": [
                     *         {
                     *           "id": "administrator",
                     *           "name": "Administrator",
                     *           "permissions": [
                     *             "alarm-policies",
                     *             "alarms",
                     *             "command-api",
                     *             "config-transfer",
                     *             "contacts",
                     *             "diagnostics",
                     *             "email-to-sms",
                     *             "event-log",
                     *             "general",
                     *             "groups",
                     *             "ha",
                     *             "http-api",
                     *             "import-contacts",
                     *             "incoming-messages",
                     *             "message-routing",
                     *             "monitoring",
                     *             "network",
                     *             "opt-out-override",
                     *             "permissions",
                     *             "reboot",
                     *             "rest-api",
                     *             "sent-messages",
                     *             "sim",
                     *             "support-info",
                     *             "telegram",
                     *             "users",
                     *             "web",
                     *             "webhooks"
                     *           ]
                     *         },
                     *         {
                     *           "id": "sends-messages",
                     *           "name": "Sends messages",
                     *           "permissions": [
                     *             "http-api",
                     *             "rest-api",
                     *             "web"
                     *           ]
                     *         },
                     *         {
                     *           "id": "reads-only",
                     *           "name": "Reads only",
                     *           "permissions": [
                     *             "incoming-messages",
                     *             "sent-messages",
                     *             "web"
                     *           ]
                     *         },
                     *         {
                     *           "id": "monitoring-system",
                     *           "name": "Monitoring system (HTTP API)",
                     *           "permissions": [
                     *             "http-api"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PermissionChoices"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    checkSetupCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o"
                 *     }
                 */
                "application/json": {
                    /** @description The part behind `#` of the set-up link. */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    completeSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "0T4VPyXGqOAVXhYbb3o2PPsmUrTXGdzOp9DGq0mTn8o",
                 *       "name": "anna",
                 *       "password": "correct-horse-battery"
                 *     }
                 */
                "application/json": {
                    /** @description The part behind `#` of the set-up link. */
                    code: string;
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "anna",
                     *       "disabled": false,
                     *       "permissions": [
                     *         "rest-api",
                     *         "web"
                     *       ],
                     *       "networks": [
                     *         "10.0.0.0/8"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMessages: {
        parameters: {
            query?: {
                /** @description Any of these. */
                state?: ("queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired")[];
                /** @description The channel that it went by, is on or takes next. */
                channel?: ("sms" | "telegram")[];
                /** @description ID or name of the user who sent it; others than you need `sent-messages`. */
                user?: string;
                /** @description The modem that sent it, or tried last. */
                modem?: string;
                /** @description The interface that it came through, such as `api.php`, `rest` or `v1`. */
                source?: string;
                /** @description What the client called it. */
                reference?: string;
                /** @description The other side's number. */
                number?: string;
                /** @description ID or name of a contact: the other side's number. Needs `contacts`. */
                contact?: string;
                /** @description What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone. */
                q?: string;
                /**
                 * @description Not accepted or received before this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                since?: string;
                /**
                 * @description Not accepted or received after this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until?: string;
                /** @description Which come first. */
                order?: "newest" | "oldest";
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 17,
                     *           "to": "+491701234567",
                     *           "text": "Disk full on db1",
                     *           "state": "sent",
                     *           "channel": "sms",
                     *           "requestedChannel": "sms",
                     *           "priority": "normal",
                     *           "flash": false,
                     *           "ring": false,
                     *           "modem": "modem-1",
                     *           "user": {
                     *             "id": 3,
                     *             "name": "apiuser"
                     *           },
                     *           "source": "v1",
                     *           "reference": "ticket 4711",
                     *           "createdAt": "2026-01-31T07:00:00.000Z",
                     *           "sendAt": "2026-01-31T07:00:00.000Z",
                     *           "expiresAt": "2026-02-02T07:00:00.000Z",
                     *           "sentAt": "2026-01-31T07:00:03.120Z",
                     *           "attempts": 1,
                     *           "mayBeDuplicate": false
                     *         }
                     *       ],
                     *       "next": "WyJtZXNzYWdlcyIseyJkaXJlY3Rpb24iOiJvdXRnb2luZyIsImF0IjoxNzY5ODQyODAwMDAwLCJpZCI6MTd9XQ"
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["OutgoingMessage"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    sendMessages: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": [
                 *         "+491701234567",
                 *         {
                 *           "number": "+491719876543",
                 *           "variables": {
                 *             "host": "db-2"
                 *           }
                 *         }
                 *       ],
                 *       "text": "Disk full on {host}",
                 *       "variables": {
                 *         "host": "db-1"
                 *       },
                 *       "validity": "PT4H",
                 *       "reference": "ticket-4711"
                 *     }
                 */
                "application/json": components["schemas"]["NewMessages"];
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "messages": [
                     *         {
                     *           "id": 17,
                     *           "to": "+491701234567",
                     *           "state": "queued",
                     *           "parts": 1,
                     *           "alphabet": "gsm7"
                     *         },
                     *         {
                     *           "id": 18,
                     *           "to": "+491719876543",
                     *           "state": "queued",
                     *           "parts": 1,
                     *           "alphabet": "gsm7"
                     *         }
                     *       ],
                     *       "refused": []
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedMessages"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    previewMessages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "+491701234567",
                 *       "text": "Disk full on db-1 😱"
                 *     }
                 */
                "application/json": components["schemas"]["PreviewPayload"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alphabet": "ucs2",
                     *       "parts": 1,
                     *       "remaining": 50,
                     *       "forcedBy": [
                     *         {
                     *           "character": "😱",
                     *           "position": 18
                     *         }
                     *       ],
                     *       "totalParts": 1,
                     *       "recipients": [
                     *         {
                     *           "to": "+491701234567",
                     *           "parts": 1,
                     *           "alphabet": "ucs2"
                     *         }
                     *       ],
                     *       "refused": []
                     *     }
                     */
                    "application/json": components["schemas"]["MessagePreview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 17
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 17,
                     *       "to": "+491701234567",
                     *       "text": "Disk full on db1",
                     *       "state": "sent",
                     *       "channel": "sms",
                     *       "requestedChannel": "sms",
                     *       "priority": "normal",
                     *       "flash": false,
                     *       "ring": false,
                     *       "modem": "modem-1",
                     *       "user": {
                     *         "id": 3,
                     *         "name": "apiuser"
                     *       },
                     *       "source": "v1",
                     *       "reference": "ticket 4711",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "sendAt": "2026-01-31T07:00:00.000Z",
                     *       "expiresAt": "2026-02-02T07:00:00.000Z",
                     *       "sentAt": "2026-01-31T07:00:03.120Z",
                     *       "attempts": 1,
                     *       "mayBeDuplicate": false,
                     *       "parts": [
                     *         {
                     *           "position": 1,
                     *           "state": "sent",
                     *           "reference": 42,
                     *           "modem": "modem-1",
                     *           "sentAt": "2026-01-31T07:00:03.120Z"
                     *         }
                     *       ],
                     *       "timeline": [
                     *         {
                     *           "at": "2026-01-31T07:00:00.000Z",
                     *           "state": "queued"
                     *         },
                     *         {
                     *           "at": "2026-01-31T07:00:00.020Z",
                     *           "state": "sending",
                     *           "modem": "modem-1"
                     *         },
                     *         {
                     *           "at": "2026-01-31T07:00:03.120Z",
                     *           "state": "sent",
                     *           "part": 1,
                     *           "modem": "modem-1"
                     *         },
                     *         {
                     *           "at": "2026-01-31T07:00:03.120Z",
                     *           "state": "sent"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OutgoingMessageDetails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of an outgoing message. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    editMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of an outgoing message. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Disk full on db1: on my way",
                 *       "sendAt": "2026-01-31T08:00:00+01:00"
                 *     }
                 */
                "application/json": components["schemas"]["MessageEdit"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 17,
                     *       "to": "+491701234567",
                     *       "text": "Disk full on db1: on my way",
                     *       "state": "queued",
                     *       "channel": "sms",
                     *       "requestedChannel": "sms",
                     *       "priority": "normal",
                     *       "flash": false,
                     *       "ring": false,
                     *       "user": {
                     *         "id": 3,
                     *         "name": "apiuser"
                     *       },
                     *       "source": "v1",
                     *       "reference": "ticket 4711",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "sendAt": "2026-01-31T07:00:00.000Z",
                     *       "expiresAt": "2026-02-02T07:00:00.000Z",
                     *       "attempts": 0,
                     *       "mayBeDuplicate": false,
                     *       "nextAttemptAt": "2026-01-31T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["OutgoingMessage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportMessages: {
        parameters: {
            query?: {
                /** @description Any of these. */
                state?: ("queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired")[];
                /** @description The channel that it went by, is on or takes next. */
                channel?: ("sms" | "telegram")[];
                /** @description ID or name of the user who sent it; others than you need `sent-messages`. */
                user?: string;
                /** @description The modem that sent it, or tried last. */
                modem?: string;
                /** @description The interface that it came through, such as `api.php`, `rest` or `v1`. */
                source?: string;
                /** @description What the client called it. */
                reference?: string;
                /** @description The other side's number. */
                number?: string;
                /** @description ID or name of a contact: the other side's number. Needs `contacts`. */
                contact?: string;
                /** @description What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone. */
                q?: string;
                /**
                 * @description Not accepted or received before this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                since?: string;
                /**
                 * @description Not accepted or received after this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until?: string;
                /** @description Which come first. */
                order?: "newest" | "oldest";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example id;createdAt;to;text;state;channel;modem;user;source;reference;sendAt;sentAt;settledAt;attempts;error */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportIncomingMessages: {
        parameters: {
            query?: {
                /** @description Any of these. */
                kind?: ("text" | "flash" | "replace" | "waiting" | "mms" | "wap-push" | "binary" | "undecodable" | "call")[];
                /** @description The channel that it came by. */
                channel?: ("sms" | "telegram")[];
                /** @description The modem that received it. */
                modem?: string;
                /** @description Whether somebody has read it. */
                read?: "true" | "false";
                /** @description The other side's number. */
                number?: string;
                /** @description ID or name of a contact: the other side's number. Needs `contacts`. */
                contact?: string;
                /** @description What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone. */
                q?: string;
                /**
                 * @description Not accepted or received before this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                since?: string;
                /**
                 * @description Not accepted or received after this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until?: string;
                /** @description Which come first. */
                order?: "newest" | "oldest";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example id;receivedAt;from;text;channel;modem;sentAt;read;note */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    cancelMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of an outgoing message. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 17,
                     *       "state": "cancelled",
                     *       "partsTaken": 0,
                     *       "parts": 0
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAction"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resendMessage: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Of an outgoing message. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 18,
                     *       "state": "queued",
                     *       "copyOf": 17,
                     *       "partsTaken": 0,
                     *       "parts": 0
                     *     }
                     */
                    "application/json": components["schemas"]["MessageAction"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeMessages: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "cancel",
                 *       "ids": [
                 *         17,
                 *         18
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    action: "cancel" | "resend" | "delete";
                    ids?: number[];
                    /** @description As of the list, in place of `ids`: those of them that the action is possible for. */
                    filter?: {
                        /** @description Any of these. */
                        state?: ("queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired")[];
                        /** @description The channel that it went by, is on or takes next. */
                        channel?: ("sms" | "telegram")[];
                        /** @description ID or name of the user who sent it; others than you need `sent-messages`. */
                        user?: string;
                        /** @description The modem that sent it, or tried last. */
                        modem?: string;
                        /** @description The interface that it came through, such as `api.php`, `rest` or `v1`. */
                        source?: string;
                        /** @description What the client called it. */
                        reference?: string;
                        /** @description The other side's number. */
                        number?: string;
                        /** @description ID or name of a contact: the other side's number. Needs `contacts`. */
                        contact?: string;
                        /** @description What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone. */
                        q?: string;
                        /**
                         * Format: date-time
                         * @description Not accepted or received before this time.
                         * @example 2026-01-31T08:00:00+01:00
                         */
                        since?: string;
                        /**
                         * Format: date-time
                         * @description Not accepted or received after this time.
                         * @example 2026-01-31T08:00:00+01:00
                         */
                        until?: string;
                    };
                    /** @description In place of `ids` and `filter`: every message that the list shows you and the action is possible for. */
                    all?: boolean;
                    /** @description `next` of the answer before. */
                    after?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "done": 1,
                     *       "skipped": [
                     *         {
                     *           "id": 18,
                     *           "reason": "wrong-state",
                     *           "state": "sent"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description How many messages this call cancelled, queued again or deleted. */
                        done: number;
                        /** @description Those that stayed as they are, with the state that did not allow it. */
                        skipped: {
                            id: number;
                            /** @enum {string} */
                            reason: "not-found" | "forbidden" | "wrong-state" | "number-refused" | "opted-out" | "too-many-messages" | "text-gone" | "text-unreadable";
                            /** @enum {string} */
                            state?: "queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "unknown" | "cancelled" | "expired";
                        }[];
                        /** @description Give it as `after` to go on; absent when all is done. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getIncomingMessages: {
        parameters: {
            query?: {
                /** @description Any of these. */
                kind?: ("text" | "flash" | "replace" | "waiting" | "mms" | "wap-push" | "binary" | "undecodable" | "call")[];
                /** @description The channel that it came by. */
                channel?: ("sms" | "telegram")[];
                /** @description The modem that received it. */
                modem?: string;
                /** @description Whether somebody has read it. */
                read?: "true" | "false";
                /** @description The other side's number. */
                number?: string;
                /** @description ID or name of a contact: the other side's number. Needs `contacts`. */
                contact?: string;
                /** @description What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone. */
                q?: string;
                /**
                 * @description Not accepted or received before this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                since?: string;
                /**
                 * @description Not accepted or received after this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until?: string;
                /** @description Which come first. */
                order?: "newest" | "oldest";
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 4,
                     *           "from": "+491701234567",
                     *           "text": "On my way",
                     *           "kind": "text",
                     *           "flash": false,
                     *           "channel": "sms",
                     *           "modem": "modem-1",
                     *           "receivedAt": "2026-01-31T07:02:00.000Z",
                     *           "sentAt": "2026-01-31T07:01:58.000Z",
                     *           "parts": 1,
                     *           "missingParts": [],
                     *           "read": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["IncomingMessage"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getIncomingMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 4
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 4,
                     *       "from": "+491701234567",
                     *       "text": "On my way",
                     *       "kind": "text",
                     *       "flash": false,
                     *       "channel": "sms",
                     *       "modem": "modem-1",
                     *       "receivedAt": "2026-01-31T07:02:00.000Z",
                     *       "sentAt": "2026-01-31T07:01:58.000Z",
                     *       "parts": 1,
                     *       "missingParts": [],
                     *       "read": false
                     *     }
                     */
                    "application/json": components["schemas"]["IncomingMessage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeIncomingMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 4
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    markIncomingMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 4
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "read": true,
                 *       "note": "Called back"
                 *     }
                 */
                "application/json": components["schemas"]["IncomingMark"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 4,
                     *       "from": "+491701234567",
                     *       "text": "On my way",
                     *       "kind": "text",
                     *       "flash": false,
                     *       "channel": "sms",
                     *       "modem": "modem-1",
                     *       "receivedAt": "2026-01-31T07:02:00.000Z",
                     *       "sentAt": "2026-01-31T07:01:58.000Z",
                     *       "parts": 1,
                     *       "missingParts": [],
                     *       "read": true,
                     *       "readAt": "2026-01-31T07:05:00.000Z",
                     *       "note": "Called back"
                     *     }
                     */
                    "application/json": components["schemas"]["IncomingMessage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getConversations: {
        parameters: {
            query?: {
                /** @description What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone. */
                q?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "number": "+491701234567",
                     *           "latest": {
                     *             "direction": "incoming",
                     *             "incoming": {
                     *               "id": 4,
                     *               "from": "+491701234567",
                     *               "text": "On my way",
                     *               "kind": "text",
                     *               "flash": false,
                     *               "channel": "sms",
                     *               "modem": "modem-1",
                     *               "receivedAt": "2026-01-31T07:02:00.000Z",
                     *               "sentAt": "2026-01-31T07:01:58.000Z",
                     *               "parts": 1,
                     *               "missingParts": [],
                     *               "read": false
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Conversation"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getConversation: {
        parameters: {
            query?: {
                /** @description What the text or the number contains, in whatever case; of a number also without punctuation, `+` or zeros in front. Where texts are encrypted (`searchesTexts` of `/me`), the number alone. */
                q?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description As the list gives it, with `+` as `%2B` where a program demands that.
                 * @example +491701234567
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "direction": "incoming",
                     *           "incoming": {
                     *             "id": 4,
                     *             "from": "+491701234567",
                     *             "text": "On my way",
                     *             "kind": "text",
                     *             "flash": false,
                     *             "channel": "sms",
                     *             "modem": "modem-1",
                     *             "receivedAt": "2026-01-31T07:02:00.000Z",
                     *             "sentAt": "2026-01-31T07:01:58.000Z",
                     *             "parts": 1,
                     *             "missingParts": [],
                     *             "read": false
                     *           }
                     *         },
                     *         {
                     *           "direction": "outgoing",
                     *           "outgoing": {
                     *             "id": 17,
                     *             "to": "+491701234567",
                     *             "text": "Disk full on db1",
                     *             "state": "sent",
                     *             "channel": "sms",
                     *             "requestedChannel": "sms",
                     *             "priority": "normal",
                     *             "flash": false,
                     *             "ring": false,
                     *             "modem": "modem-1",
                     *             "user": {
                     *               "id": 3,
                     *               "name": "apiuser"
                     *             },
                     *             "source": "v1",
                     *             "reference": "ticket 4711",
                     *             "createdAt": "2026-01-31T07:00:00.000Z",
                     *             "sendAt": "2026-01-31T07:00:00.000Z",
                     *             "expiresAt": "2026-02-02T07:00:00.000Z",
                     *             "sentAt": "2026-01-31T07:00:03.120Z",
                     *             "attempts": 1,
                     *             "mayBeDuplicate": false
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["ConversationMessage"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 2,
                     *           "name": "Disk full",
                     *           "text": "Disk full on {host}",
                     *           "variables": [
                     *             "host"
                     *           ],
                     *           "shared": false,
                     *           "createdAt": "2026-01-31T07:00:00.000Z",
                     *           "changedAt": "2026-01-31T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Template"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addTemplate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Disk full",
                 *       "text": "Disk full on {host}"
                 *     }
                 */
                "application/json": {
                    name: string;
                    /** @description With `{variables}` that a request to send gives values to. */
                    text: string;
                    /** @default false */
                    shared?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "Disk full",
                     *       "text": "Disk full on {host}",
                     *       "variables": [
                     *         "host"
                     *       ],
                     *       "shared": false,
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "changedAt": "2026-01-31T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Template"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 2
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "Disk full",
                     *       "text": "Disk full on {host}",
                     *       "variables": [
                     *         "host"
                     *       ],
                     *       "shared": false,
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "changedAt": "2026-01-31T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Template"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 2
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 2
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Disk full on {host}: {percent} %"
                 *     }
                 */
                "application/merge-patch+json": {
                    name?: string;
                    /** @description With `{variables}` that a request to send gives values to. */
                    text?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "Disk full",
                     *       "text": "Disk full on {host}: {percent} %",
                     *       "variables": [
                     *         "host",
                     *         "percent"
                     *       ],
                     *       "shared": false,
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "changedAt": "2026-01-31T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Template"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    findContacts: {
        parameters: {
            query?: {
                /** @description Only those with this in name, number or email address, in upper or lower case. */
                q?: string;
                /** @description Only members of the group with this ID. */
                group?: number;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 4,
                     *           "name": "Anna Admin",
                     *           "number": "+491701234567",
                     *           "email": "anna@example.org",
                     *           "groups": [
                     *             {
                     *               "id": 2,
                     *               "name": "admins"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Contact"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createContact: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Anna Admin",
                 *       "number": "0170 1234567",
                 *       "email": "anna@example.org"
                 *     }
                 */
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 4,
                     *       "name": "Anna Admin",
                     *       "number": "+491701234567",
                     *       "email": "anna@example.org",
                     *       "groups": [
                     *         {
                     *           "id": 2,
                     *           "name": "admins"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 4,
                     *       "name": "Anna Admin",
                     *       "number": "+491701234567",
                     *       "email": "anna@example.org",
                     *       "groups": [
                     *         {
                     *           "id": 2,
                     *           "name": "admins"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Contact"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "+491709876543",
                 *       "note": null
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["ContactPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 4,
                     *       "name": "Anna Admin",
                     *       "number": "+491701234567",
                     *       "email": "anna@example.org",
                     *       "groups": [
                     *         {
                     *           "id": 2,
                     *           "name": "admins"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeContactsInBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "delete",
                 *       "filter": {
                 *         "q": "@old.example.org"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["BulkOfContacts"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "done": 12,
                     *       "skipped": []
                     *     }
                     */
                    "application/json": {
                        /** @description Contacts that it was done to. */
                        done: number;
                        /** @description `called`: a policy calls this contact, which stays until the policy calls somebody else. */
                        skipped: {
                            id: number;
                            /** @enum {string} */
                            reason: "not-found" | "called";
                        }[];
                        /** @description Where the next call goes on; absent when all is done. */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    planImport: {
        parameters: {
            query?: {
                /** @description `clear`: contacts and groups that the file does not name are removed, except those that policies or checks call. */
                existing?: "keep" | "clear";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example name;number;groups
                 *     Anna Berg;+491701234567;admins
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "fXh9k2uVbq7mJ3yGv1cWn8ZgT5sLr0aDoPeQi4RtBxE",
                     *       "expiresAt": "2026-01-31T08:30:00.000Z",
                     *       "counts": {
                     *         "added": 1,
                     *         "changed": 0,
                     *         "unchanged": 0,
                     *         "refused": 0,
                     *         "removed": 0
                     *       },
                     *       "header": "name;number;groups",
                     *       "rows": [
                     *         {
                     *           "line": 2,
                     *           "name": "Anna Berg",
                     *           "outcome": "added",
                     *           "changes": [
                     *             {
                     *               "field": "number",
                     *               "after": "+491701234567"
                     *             }
                     *           ],
                     *           "joins": [
                     *             "admins"
                     *           ]
                     *         }
                     *       ],
                     *       "addedGroups": [
                     *         "admins"
                     *       ],
                     *       "removed": [],
                     *       "removedGroups": [],
                     *       "kept": [],
                     *       "keptGroups": []
                     *     }
                     */
                    "application/json": components["schemas"]["ImportPlan"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description ID of the plan. */
                plan: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "fXh9k2uVbq7mJ3yGv1cWn8ZgT5sLr0aDoPeQi4RtBxE",
                     *       "state": "planned",
                     *       "counts": {
                     *         "added": 1,
                     *         "changed": 0,
                     *         "unchanged": 0,
                     *         "refused": 0,
                     *         "removed": 0
                     *       },
                     *       "done": 0,
                     *       "expiresAt": "2026-01-31T08:30:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importContacts: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description ID of the plan. */
                plan: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": {
                     *         "added": 1,
                     *         "changed": 0,
                     *         "unchanged": 0,
                     *         "refused": 0,
                     *         "removed": 0
                     *       }
                     *     }
                     */
                    "application/json": {
                        counts: components["schemas"]["ImportCounts"];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportContacts: {
        parameters: {
            query?: {
                /** @description `false`: without the header row, as the appliances have it. */
                header?: "true" | "false";
                /** @description `true`: for spreadsheets that need one to see UTF-8. */
                byteOrderMark?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example name;number;email;groups;note
                     *     Anna Berg;+491701234567;;admins;
                     */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listGroups: {
        parameters: {
            query?: {
                /** @description Only those with this in their name, in upper or lower case. */
                q?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 2,
                     *           "name": "admins",
                     *           "memberCount": 1,
                     *           "hasSchedule": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Group"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addGroup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "night shift"
                 *     }
                 */
                "application/json": components["schemas"]["NewGroup"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "night shift",
                     *       "memberCount": 0,
                     *       "hasSchedule": false
                     *     }
                     */
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "admins",
                     *       "memberCount": 1,
                     *       "hasSchedule": false
                     *     }
                     */
                    "application/json": components["schemas"]["Group"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "admins"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["GroupPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "admins",
                     *       "memberCount": 1,
                     *       "hasSchedule": false
                     *     }
                     */
                    "application/json": components["schemas"]["Group"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 4,
                     *           "name": "Anna Admin",
                     *           "number": "+491701234567",
                     *           "email": "anna@example.org",
                     *           "groups": [
                     *             {
                     *               "id": 2,
                     *               "name": "admins"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Contact"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "contacts": [
                 *         4
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Their IDs. */
                    contacts: number[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "added": [
                     *         4
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description Those that were not members before. */
                        added: number[];
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
                /** @description ID of the member. */
                contact: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getShifts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "timeZone": "Europe/Berlin",
                     *       "shifts": [
                     *         {
                     *           "contact": 4,
                     *           "days": [
                     *             "mon",
                     *             "tue",
                     *             "wed",
                     *             "thu",
                     *             "fri"
                     *           ],
                     *           "from": "08:00",
                     *           "to": "17:00"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Shifts"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setShifts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "timeZone": "Europe/Berlin",
                 *       "shifts": [
                 *         {
                 *           "contact": 4,
                 *           "days": [
                 *             "mon",
                 *             "tue",
                 *             "wed",
                 *             "thu",
                 *             "fri"
                 *           ],
                 *           "from": "08:00",
                 *           "to": "17:00"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Shifts"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "timeZone": "Europe/Berlin",
                     *       "shifts": [
                     *         {
                     *           "contact": 4,
                     *           "days": [
                     *             "mon",
                     *             "tue",
                     *             "wed",
                     *             "thu",
                     *             "fri"
                     *           ],
                     *           "from": "08:00",
                     *           "to": "17:00"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Shifts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getEscalation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "contacts": [
                     *         4
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Escalation"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setEscalation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "contacts": [
                 *         4
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Escalation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "contacts": [
                     *         4
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Escalation"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOnCall: {
        parameters: {
            query?: {
                /**
                 * @description From when on; now by default.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                from?: string;
                /**
                 * @description Until when: 31 days after `from` at most, a week by default.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until?: string;
            };
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "timeZone": "Europe/Berlin",
                     *       "duties": [
                     *         {
                     *           "contact": 7,
                     *           "name": "Bernd",
                     *           "insteadOf": 4,
                     *           "shift": 0,
                     *           "from": "2026-02-02T07:00:00.000Z",
                     *           "until": "2026-02-02T16:00:00.000Z"
                     *         }
                     *       ],
                     *       "gaps": [
                     *         {
                     *           "from": "2026-02-02T16:00:00.000Z",
                     *           "until": "2026-02-03T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OnCall"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOverrides: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "overrides": [
                     *         {
                     *           "contact": 7,
                     *           "insteadOf": 4,
                     *           "from": "2026-02-02T07:00:00.000Z",
                     *           "until": "2026-02-02T16:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Overrides"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setOverrides: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overrides": [
                 *         {
                 *           "contact": 7,
                 *           "insteadOf": 4,
                 *           "from": "2026-02-02T07:00:00.000Z",
                 *           "until": "2026-02-02T16:00:00.000Z"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Overrides"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "overrides": [
                     *         {
                     *           "contact": 7,
                     *           "insteadOf": 4,
                     *           "from": "2026-02-02T07:00:00.000Z",
                     *           "until": "2026-02-02T16:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Overrides"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            428: components["responses"]["PreconditionRequired"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 2,
                     *           "name": "night",
                     *           "steps": [
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "onCall": "admins"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "auto"
                     *               ],
                     *               "waitSeconds": 300
                     *             },
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "next": "admins"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "sms",
                     *                 "ring"
                     *               ],
                     *               "waitSeconds": 600
                     *             },
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "contact": "Boss"
                     *                 },
                     *                 {
                     *                   "group": "all"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "sms"
                     *               ],
                     *               "waitSeconds": 600
                     *             }
                     *           ],
                     *           "rounds": 2,
                     *           "unanswered": [
                     *             {
                     *               "email": {
                     *                 "to": [
                     *                   "it@example.org"
                     *                 ]
                     *               }
                     *             }
                     *           ],
                     *           "notResolvedAfterSeconds": 7200,
                     *           "tellResolved": true,
                     *           "createdAt": "2026-01-30T07:00:00.000Z",
                     *           "changedAt": "2026-01-30T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Policy"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addPolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "night",
                 *       "steps": [
                 *         {
                 *           "notify": [
                 *             {
                 *               "onCall": "admins"
                 *             }
                 *           ],
                 *           "by": [
                 *             "auto"
                 *           ],
                 *           "waitSeconds": 300
                 *         },
                 *         {
                 *           "notify": [
                 *             {
                 *               "next": "admins"
                 *             }
                 *           ],
                 *           "by": [
                 *             "sms",
                 *             "ring"
                 *           ],
                 *           "waitSeconds": 600
                 *         },
                 *         {
                 *           "notify": [
                 *             {
                 *               "contact": "Boss"
                 *             },
                 *             {
                 *               "group": "all"
                 *             }
                 *           ],
                 *           "by": [
                 *             "sms"
                 *           ],
                 *           "waitSeconds": 600
                 *         }
                 *       ],
                 *       "rounds": 2,
                 *       "unanswered": [
                 *         {
                 *           "email": {
                 *             "to": [
                 *               "it@example.org"
                 *             ]
                 *           }
                 *         }
                 *       ],
                 *       "notResolvedAfterSeconds": 7200
                 *     }
                 */
                "application/json": components["schemas"]["PolicyDraft"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "night",
                     *       "steps": [
                     *         {
                     *           "notify": [
                     *             {
                     *               "onCall": "admins"
                     *             }
                     *           ],
                     *           "by": [
                     *             "auto"
                     *           ],
                     *           "waitSeconds": 300
                     *         },
                     *         {
                     *           "notify": [
                     *             {
                     *               "next": "admins"
                     *             }
                     *           ],
                     *           "by": [
                     *             "sms",
                     *             "ring"
                     *           ],
                     *           "waitSeconds": 600
                     *         },
                     *         {
                     *           "notify": [
                     *             {
                     *               "contact": "Boss"
                     *             },
                     *             {
                     *               "group": "all"
                     *             }
                     *           ],
                     *           "by": [
                     *             "sms"
                     *           ],
                     *           "waitSeconds": 600
                     *         }
                     *       ],
                     *       "rounds": 2,
                     *       "unanswered": [
                     *         {
                     *           "email": {
                     *             "to": [
                     *               "it@example.org"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "notResolvedAfterSeconds": 7200,
                     *       "tellResolved": true,
                     *       "createdAt": "2026-01-30T07:00:00.000Z",
                     *       "changedAt": "2026-01-30T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Policy"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 2
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "night",
                     *       "steps": [
                     *         {
                     *           "notify": [
                     *             {
                     *               "onCall": "admins"
                     *             }
                     *           ],
                     *           "by": [
                     *             "auto"
                     *           ],
                     *           "waitSeconds": 300
                     *         },
                     *         {
                     *           "notify": [
                     *             {
                     *               "next": "admins"
                     *             }
                     *           ],
                     *           "by": [
                     *             "sms",
                     *             "ring"
                     *           ],
                     *           "waitSeconds": 600
                     *         },
                     *         {
                     *           "notify": [
                     *             {
                     *               "contact": "Boss"
                     *             },
                     *             {
                     *               "group": "all"
                     *             }
                     *           ],
                     *           "by": [
                     *             "sms"
                     *           ],
                     *           "waitSeconds": 600
                     *         }
                     *       ],
                     *       "rounds": 2,
                     *       "unanswered": [
                     *         {
                     *           "email": {
                     *             "to": [
                     *               "it@example.org"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "notResolvedAfterSeconds": 7200,
                     *       "tellResolved": true,
                     *       "createdAt": "2026-01-30T07:00:00.000Z",
                     *       "changedAt": "2026-01-30T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Policy"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replacePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 2
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "night",
                 *       "steps": [
                 *         {
                 *           "notify": [
                 *             {
                 *               "onCall": "admins"
                 *             }
                 *           ],
                 *           "by": [
                 *             "auto"
                 *           ],
                 *           "waitSeconds": 300
                 *         },
                 *         {
                 *           "notify": [
                 *             {
                 *               "next": "admins"
                 *             }
                 *           ],
                 *           "by": [
                 *             "sms",
                 *             "ring"
                 *           ],
                 *           "waitSeconds": 600
                 *         },
                 *         {
                 *           "notify": [
                 *             {
                 *               "contact": "Boss"
                 *             },
                 *             {
                 *               "group": "all"
                 *             }
                 *           ],
                 *           "by": [
                 *             "sms"
                 *           ],
                 *           "waitSeconds": 600
                 *         }
                 *       ],
                 *       "rounds": 2,
                 *       "unanswered": [
                 *         {
                 *           "email": {
                 *             "to": [
                 *               "it@example.org"
                 *             ]
                 *           }
                 *         }
                 *       ],
                 *       "notResolvedAfterSeconds": 7200
                 *     }
                 */
                "application/json": components["schemas"]["PolicyDraft"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "name": "night",
                     *       "steps": [
                     *         {
                     *           "notify": [
                     *             {
                     *               "onCall": "admins"
                     *             }
                     *           ],
                     *           "by": [
                     *             "auto"
                     *           ],
                     *           "waitSeconds": 300
                     *         },
                     *         {
                     *           "notify": [
                     *             {
                     *               "next": "admins"
                     *             }
                     *           ],
                     *           "by": [
                     *             "sms",
                     *             "ring"
                     *           ],
                     *           "waitSeconds": 600
                     *         },
                     *         {
                     *           "notify": [
                     *             {
                     *               "contact": "Boss"
                     *             },
                     *             {
                     *               "group": "all"
                     *             }
                     *           ],
                     *           "by": [
                     *             "sms"
                     *           ],
                     *           "waitSeconds": 600
                     *         }
                     *       ],
                     *       "rounds": 2,
                     *       "unanswered": [
                     *         {
                     *           "email": {
                     *             "to": [
                     *               "it@example.org"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "notResolvedAfterSeconds": 7200,
                     *       "tellResolved": true,
                     *       "createdAt": "2026-01-30T07:00:00.000Z",
                     *       "changedAt": "2026-01-30T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Policy"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 2
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "policies": [
                     *         {
                     *           "name": "night",
                     *           "steps": [
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "onCall": "admins"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "auto"
                     *               ],
                     *               "waitSeconds": 300
                     *             },
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "next": "admins"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "sms",
                     *                 "ring"
                     *               ],
                     *               "waitSeconds": 600
                     *             },
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "contact": "Boss"
                     *                 },
                     *                 {
                     *                   "group": "all"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "sms"
                     *               ],
                     *               "waitSeconds": 600
                     *             }
                     *           ],
                     *           "rounds": 2,
                     *           "unanswered": [
                     *             {
                     *               "email": {
                     *                 "to": [
                     *                   "it@example.org"
                     *                 ]
                     *               }
                     *             }
                     *           ],
                     *           "notResolvedAfterSeconds": 7200,
                     *           "tellResolved": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        policies: {
                            /** @description Each once, whatever its case. */
                            name: string;
                            /** @description In this order, each with `notify` (a list of `{"contact": "Anna"}`, `{"group": "all"}`, `{"onCall": "admins"}` for whoever is on call when the step begins, `{"next": "admins"}` for the next of the group's escalation order), `by` (one or more of `sms`, `telegram`, `auto`, `ring`, `email`) and `waitSeconds`, how long an answer is waited for before the next step. */
                            steps: {
                                notify: {
                                    [key: string]: unknown;
                                }[];
                                by: string[];
                                waitSeconds: number;
                            }[];
                            /** @description How often all steps are gone through; 1 by default. */
                            rounds: number;
                            /** @description What happens when nobody has answered behind the last step: `{"email": {"to": ["it@example.org"]}}`, `{"webhook": "erp"}`, `{"group": "all"}`. Nothing by default. */
                            unanswered: {
                                [key: string]: unknown;
                            }[];
                            /** @description An alarm that somebody has taken is open again, from the first step on, when it is not resolved after that. Absent: it stays taken. */
                            notResolvedAfterSeconds?: number;
                            /** @description Whether those who were told learn that it is resolved; `true` by default. */
                            tellResolved: boolean;
                        }[];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "policies": [
                 *         {
                 *           "name": "night",
                 *           "steps": [
                 *             {
                 *               "notify": [
                 *                 {
                 *                   "onCall": "admins"
                 *                 }
                 *               ],
                 *               "by": [
                 *                 "auto"
                 *               ],
                 *               "waitSeconds": 300
                 *             },
                 *             {
                 *               "notify": [
                 *                 {
                 *                   "next": "admins"
                 *                 }
                 *               ],
                 *               "by": [
                 *                 "sms",
                 *                 "ring"
                 *               ],
                 *               "waitSeconds": 600
                 *             },
                 *             {
                 *               "notify": [
                 *                 {
                 *                   "contact": "Boss"
                 *                 },
                 *                 {
                 *                   "group": "all"
                 *                 }
                 *               ],
                 *               "by": [
                 *                 "sms"
                 *               ],
                 *               "waitSeconds": 600
                 *             }
                 *           ],
                 *           "rounds": 2,
                 *           "unanswered": [
                 *             {
                 *               "email": {
                 *                 "to": [
                 *                   "it@example.org"
                 *                 ]
                 *               }
                 *             }
                 *           ],
                 *           "notResolvedAfterSeconds": 7200
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Each as `POST /api/v1/policies` takes it. */
                    policies: unknown[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 2,
                     *           "name": "night",
                     *           "steps": [
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "onCall": "admins"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "auto"
                     *               ],
                     *               "waitSeconds": 300
                     *             },
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "next": "admins"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "sms",
                     *                 "ring"
                     *               ],
                     *               "waitSeconds": 600
                     *             },
                     *             {
                     *               "notify": [
                     *                 {
                     *                   "contact": "Boss"
                     *                 },
                     *                 {
                     *                   "group": "all"
                     *                 }
                     *               ],
                     *               "by": [
                     *                 "sms"
                     *               ],
                     *               "waitSeconds": 600
                     *             }
                     *           ],
                     *           "rounds": 2,
                     *           "unanswered": [
                     *             {
                     *               "email": {
                     *                 "to": [
                     *                   "it@example.org"
                     *                 ]
                     *               }
                     *             }
                     *           ],
                     *           "notResolvedAfterSeconds": 7200,
                     *           "tellResolved": true,
                     *           "createdAt": "2026-01-30T07:00:00.000Z",
                     *           "changedAt": "2026-01-30T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Policy"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    drillPolicy: {
        parameters: {
            query?: {
                /** @description No step waits longer than 60 s. */
                fast?: "true" | "false";
            };
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 2
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 31,
                     *       "number": 47,
                     *       "state": "acknowledged",
                     *       "policy": "night",
                     *       "key": "disk:db1",
                     *       "title": "Disk full on db1",
                     *       "text": "Disk full on db1: 2 % left on /var",
                     *       "severity": "critical",
                     *       "source": "v1",
                     *       "raisedBy": "monitoring",
                     *       "holder": "Anna",
                     *       "count": 1,
                     *       "drill": true,
                     *       "step": 1,
                     *       "round": 1,
                     *       "nextAt": "2026-01-31T05:02:10.000Z",
                     *       "openedAt": "2026-01-31T03:00:00.000Z",
                     *       "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *       "changedAt": "2026-01-31T03:02:10.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAlarms: {
        parameters: {
            query?: {
                /**
                 * @description Only in these states.
                 * @example open,unanswered
                 */
                state?: ("open" | "acknowledged" | "resolved" | "unanswered")[];
                /** @description Its name, in whatever case. */
                policy?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 31,
                     *           "number": 47,
                     *           "state": "acknowledged",
                     *           "policy": "night",
                     *           "key": "disk:db1",
                     *           "title": "Disk full on db1",
                     *           "text": "Disk full on db1: 2 % left on /var",
                     *           "severity": "critical",
                     *           "source": "v1",
                     *           "raisedBy": "monitoring",
                     *           "holder": "Anna",
                     *           "count": 1,
                     *           "drill": false,
                     *           "step": 1,
                     *           "round": 1,
                     *           "nextAt": "2026-01-31T05:02:10.000Z",
                     *           "openedAt": "2026-01-31T03:00:00.000Z",
                     *           "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *           "changedAt": "2026-01-31T03:02:10.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Alarm"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    raiseAlarm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "policy": "night",
                 *       "key": "disk:db1",
                 *       "text": "Disk full on db1: 2 % left on /var",
                 *       "severity": "critical"
                 *     }
                 */
                "application/json": {
                    /** @description Its name, in whatever case. */
                    policy: string;
                    /** @description The first line of the text by default. */
                    title?: string;
                    text: string;
                    /** @description What it is about. */
                    key?: string;
                    /**
                     * @description `warning` by default.
                     * @enum {string}
                     */
                    severity?: "info" | "warning" | "critical";
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 31,
                     *       "number": 47,
                     *       "state": "open",
                     *       "policy": "night",
                     *       "key": "disk:db1",
                     *       "title": "Disk full on db1",
                     *       "text": "Disk full on db1: 2 % left on /var",
                     *       "severity": "critical",
                     *       "source": "v1",
                     *       "raisedBy": "monitoring",
                     *       "count": 1,
                     *       "drill": false,
                     *       "step": 1,
                     *       "round": 1,
                     *       "nextAt": "2026-01-31T05:02:10.000Z",
                     *       "openedAt": "2026-01-31T03:00:00.000Z",
                     *       "changedAt": "2026-01-31T03:02:10.000Z",
                     *       "outcome": "opened"
                     *     }
                     */
                    "application/json": components["schemas"]["RaisedAlarm"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    countAlarms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "open": 1,
                     *       "acknowledged": 2,
                     *       "resolved": 140,
                     *       "unanswered": 0
                     *     }
                     */
                    "application/json": {
                        open: number;
                        acknowledged: number;
                        resolved: number;
                        unanswered: number;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resolveAlarms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "disk:db1"
                 *     }
                 */
                "application/json": {
                    /** @description What it is about. */
                    key: string;
                    /** @description Its name, in whatever case. */
                    policy?: string;
                    /**
                     * @description `own`, the default: what this user has raised by the API or on its pages. `any`: also what other users, checks, rules and alert webhooks have raised.
                     * @enum {string}
                     */
                    source?: "own" | "any";
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 31,
                     *           "number": 47,
                     *           "state": "resolved",
                     *           "policy": "night",
                     *           "key": "disk:db1",
                     *           "title": "Disk full on db1",
                     *           "text": "Disk full on db1: 2 % left on /var",
                     *           "severity": "critical",
                     *           "source": "v1",
                     *           "raisedBy": "monitoring",
                     *           "holder": "Anna",
                     *           "count": 1,
                     *           "drill": false,
                     *           "step": 1,
                     *           "round": 1,
                     *           "nextAt": "2026-01-31T05:02:10.000Z",
                     *           "openedAt": "2026-01-31T03:00:00.000Z",
                     *           "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *           "changedAt": "2026-01-31T03:02:10.000Z",
                     *           "resolvedAt": "2026-01-31T03:40:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Alarm"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAlarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 31
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 31,
                     *       "number": 47,
                     *       "state": "acknowledged",
                     *       "policy": "night",
                     *       "key": "disk:db1",
                     *       "title": "Disk full on db1",
                     *       "text": "Disk full on db1: 2 % left on /var",
                     *       "severity": "critical",
                     *       "source": "v1",
                     *       "raisedBy": "monitoring",
                     *       "holder": "Anna",
                     *       "count": 1,
                     *       "drill": false,
                     *       "step": 1,
                     *       "round": 1,
                     *       "nextAt": "2026-01-31T05:02:10.000Z",
                     *       "openedAt": "2026-01-31T03:00:00.000Z",
                     *       "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *       "changedAt": "2026-01-31T03:02:10.000Z",
                     *       "timeline": [
                     *         {
                     *           "id": 112,
                     *           "at": "2026-01-31T03:02:10.000Z",
                     *           "kind": "taken",
                     *           "person": "Anna",
                     *           "door": "sms"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AlarmWithTimeline"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getAlarmTimeline: {
        parameters: {
            query?: {
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 31
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 112,
                     *           "at": "2026-01-31T03:02:10.000Z",
                     *           "kind": "taken",
                     *           "person": "Anna",
                     *           "door": "sms"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["AlarmEntry"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    takeAlarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 31
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 31,
                     *       "number": 47,
                     *       "state": "acknowledged",
                     *       "policy": "night",
                     *       "key": "disk:db1",
                     *       "title": "Disk full on db1",
                     *       "text": "Disk full on db1: 2 % left on /var",
                     *       "severity": "critical",
                     *       "source": "v1",
                     *       "raisedBy": "monitoring",
                     *       "holder": "Anna",
                     *       "count": 1,
                     *       "drill": false,
                     *       "step": 1,
                     *       "round": 1,
                     *       "nextAt": "2026-01-31T05:02:10.000Z",
                     *       "openedAt": "2026-01-31T03:00:00.000Z",
                     *       "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *       "changedAt": "2026-01-31T03:02:10.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    passAlarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 31
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 31,
                     *       "number": 47,
                     *       "state": "acknowledged",
                     *       "policy": "night",
                     *       "key": "disk:db1",
                     *       "title": "Disk full on db1",
                     *       "text": "Disk full on db1: 2 % left on /var",
                     *       "severity": "critical",
                     *       "source": "v1",
                     *       "raisedBy": "monitoring",
                     *       "holder": "Anna",
                     *       "count": 1,
                     *       "drill": false,
                     *       "step": 1,
                     *       "round": 1,
                     *       "nextAt": "2026-01-31T05:02:10.000Z",
                     *       "openedAt": "2026-01-31T03:00:00.000Z",
                     *       "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *       "changedAt": "2026-01-31T03:02:10.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resolveAlarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 31
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 31,
                     *       "number": 47,
                     *       "state": "acknowledged",
                     *       "policy": "night",
                     *       "key": "disk:db1",
                     *       "title": "Disk full on db1",
                     *       "text": "Disk full on db1: 2 % left on /var",
                     *       "severity": "critical",
                     *       "source": "v1",
                     *       "raisedBy": "monitoring",
                     *       "holder": "Anna",
                     *       "count": 1,
                     *       "drill": false,
                     *       "step": 1,
                     *       "round": 1,
                     *       "nextAt": "2026-01-31T05:02:10.000Z",
                     *       "openedAt": "2026-01-31T03:00:00.000Z",
                     *       "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *       "changedAt": "2026-01-31T03:02:10.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    reopenAlarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 31
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 31,
                     *       "number": 47,
                     *       "state": "acknowledged",
                     *       "policy": "night",
                     *       "key": "disk:db1",
                     *       "title": "Disk full on db1",
                     *       "text": "Disk full on db1: 2 % left on /var",
                     *       "severity": "critical",
                     *       "source": "v1",
                     *       "raisedBy": "monitoring",
                     *       "holder": "Anna",
                     *       "count": 1,
                     *       "drill": false,
                     *       "step": 1,
                     *       "round": 1,
                     *       "nextAt": "2026-01-31T05:02:10.000Z",
                     *       "openedAt": "2026-01-31T03:00:00.000Z",
                     *       "acknowledgedAt": "2026-01-31T03:02:10.000Z",
                     *       "changedAt": "2026-01-31T03:02:10.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "enabled": true,
                     *           "name": "Plant answers",
                     *           "when": {
                     *             "and": [
                     *               {
                     *                 "sender": {
                     *                   "matches": "^(49|43)+\\d"
                     *                 }
                     *               },
                     *               {
                     *                 "not": {
                     *                   "text": {
                     *                     "contains": "Test",
                     *                     "ignoreCase": true
                     *                   }
                     *                 }
                     *               }
                     *             ]
                     *           },
                     *           "replace": [
                     *             {
                     *               "pattern": "^ACK (\\d+)$",
                     *               "with": "acknowledged $1"
                     *             }
                     *           ],
                     *           "then": [
                     *             {
                     *               "group": "admins",
                     *               "channel": "auto"
                     *             },
                     *             {
                     *               "email": {
                     *                 "to": [
                     *                   "it@example.org"
                     *                 ]
                     *               }
                     *             }
                     *           ],
                     *           "stop": true,
                     *           "matched": 12,
                     *           "lastMatchedAt": "2026-01-31T07:00:00.000Z",
                     *           "createdAt": "2026-01-30T07:00:00.000Z",
                     *           "changedAt": "2026-01-30T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Plant answers",
                 *       "when": {
                 *         "and": [
                 *           {
                 *             "sender": {
                 *               "matches": "^(49|43)+\\d"
                 *             }
                 *           },
                 *           {
                 *             "not": {
                 *               "text": {
                 *                 "contains": "Test",
                 *                 "ignoreCase": true
                 *               }
                 *             }
                 *           }
                 *         ]
                 *       },
                 *       "replace": [
                 *         {
                 *           "pattern": "^ACK (\\d+)$",
                 *           "with": "acknowledged $1"
                 *         }
                 *       ],
                 *       "then": [
                 *         {
                 *           "group": "admins",
                 *           "channel": "auto"
                 *         },
                 *         {
                 *           "email": {
                 *             "to": [
                 *               "it@example.org"
                 *             ]
                 *           }
                 *         }
                 *       ],
                 *       "stop": true
                 *     }
                 */
                "application/json": components["schemas"]["RuleDraft"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "enabled": true,
                     *       "name": "Plant answers",
                     *       "when": {
                     *         "and": [
                     *           {
                     *             "sender": {
                     *               "matches": "^(49|43)+\\d"
                     *             }
                     *           },
                     *           {
                     *             "not": {
                     *               "text": {
                     *                 "contains": "Test",
                     *                 "ignoreCase": true
                     *               }
                     *             }
                     *           }
                     *         ]
                     *       },
                     *       "replace": [
                     *         {
                     *           "pattern": "^ACK (\\d+)$",
                     *           "with": "acknowledged $1"
                     *         }
                     *       ],
                     *       "then": [
                     *         {
                     *           "group": "admins",
                     *           "channel": "auto"
                     *         },
                     *         {
                     *           "email": {
                     *             "to": [
                     *               "it@example.org"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "stop": true,
                     *       "matched": 12,
                     *       "lastMatchedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-30T07:00:00.000Z",
                     *       "changedAt": "2026-01-30T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Rule"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "enabled": true,
                     *       "name": "Plant answers",
                     *       "when": {
                     *         "and": [
                     *           {
                     *             "sender": {
                     *               "matches": "^(49|43)+\\d"
                     *             }
                     *           },
                     *           {
                     *             "not": {
                     *               "text": {
                     *                 "contains": "Test",
                     *                 "ignoreCase": true
                     *               }
                     *             }
                     *           }
                     *         ]
                     *       },
                     *       "replace": [
                     *         {
                     *           "pattern": "^ACK (\\d+)$",
                     *           "with": "acknowledged $1"
                     *         }
                     *       ],
                     *       "then": [
                     *         {
                     *           "group": "admins",
                     *           "channel": "auto"
                     *         },
                     *         {
                     *           "email": {
                     *             "to": [
                     *               "it@example.org"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "stop": true,
                     *       "matched": 12,
                     *       "lastMatchedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-30T07:00:00.000Z",
                     *       "changedAt": "2026-01-30T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Rule"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Plant answers",
                 *       "when": {
                 *         "and": [
                 *           {
                 *             "sender": {
                 *               "matches": "^(49|43)+\\d"
                 *             }
                 *           },
                 *           {
                 *             "not": {
                 *               "text": {
                 *                 "contains": "Test",
                 *                 "ignoreCase": true
                 *               }
                 *             }
                 *           }
                 *         ]
                 *       },
                 *       "replace": [
                 *         {
                 *           "pattern": "^ACK (\\d+)$",
                 *           "with": "acknowledged $1"
                 *         }
                 *       ],
                 *       "then": [
                 *         {
                 *           "group": "admins",
                 *           "channel": "auto"
                 *         },
                 *         {
                 *           "email": {
                 *             "to": [
                 *               "it@example.org"
                 *             ]
                 *           }
                 *         }
                 *       ],
                 *       "stop": true
                 *     }
                 */
                "application/json": components["schemas"]["RuleDraft"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "enabled": true,
                     *       "name": "Plant answers",
                     *       "when": {
                     *         "and": [
                     *           {
                     *             "sender": {
                     *               "matches": "^(49|43)+\\d"
                     *             }
                     *           },
                     *           {
                     *             "not": {
                     *               "text": {
                     *                 "contains": "Test",
                     *                 "ignoreCase": true
                     *               }
                     *             }
                     *           }
                     *         ]
                     *       },
                     *       "replace": [
                     *         {
                     *           "pattern": "^ACK (\\d+)$",
                     *           "with": "acknowledged $1"
                     *         }
                     *       ],
                     *       "then": [
                     *         {
                     *           "group": "admins",
                     *           "channel": "auto"
                     *         },
                     *         {
                     *           "email": {
                     *             "to": [
                     *               "it@example.org"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "stop": true,
                     *       "matched": 12,
                     *       "lastMatchedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-30T07:00:00.000Z",
                     *       "changedAt": "2026-01-30T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Rule"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/merge-patch+json": {
                    /** @description Each once, whatever its case. */
                    name?: string;
                    /** @description `true` or `false`; `true` by default. */
                    enabled?: unknown;
                    /** @description A tree: `{"and": […]}`, `{"or": […]}`, `{"not": …}`, or one test: `sender`, `recipient`, `text`, `kind`, `channel`, `modem`, `known`, `during`. Absent: every message. See the guide *Message routing*. */
                    when?: unknown;
                    /** @description Changes, each with `pattern`, `with` and perhaps `ignoreCase`. */
                    replace?: unknown;
                    /** @description Destinations. One of `http`, `isms`, `webhook`, `email`, `mqtt`, `contact`, `group`, `number`, `autoReply`, `alarm`, as the guide *Message routing* describes them. Secrets are shown as `•••`; whoever sends that back keeps them. */
                    then?: unknown;
                    /** @description A message that matches is not shown to the rules below. `false` by default. */
                    stop?: unknown;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "enabled": false,
                     *       "name": "Plant answers",
                     *       "when": {
                     *         "and": [
                     *           {
                     *             "sender": {
                     *               "matches": "^(49|43)+\\d"
                     *             }
                     *           },
                     *           {
                     *             "not": {
                     *               "text": {
                     *                 "contains": "Test",
                     *                 "ignoreCase": true
                     *               }
                     *             }
                     *           }
                     *         ]
                     *       },
                     *       "replace": [
                     *         {
                     *           "pattern": "^ACK (\\d+)$",
                     *           "with": "acknowledged $1"
                     *         }
                     *       ],
                     *       "then": [
                     *         {
                     *           "group": "admins",
                     *           "channel": "auto"
                     *         },
                     *         {
                     *           "email": {
                     *             "to": [
                     *               "it@example.org"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "stop": true,
                     *       "matched": 12,
                     *       "lastMatchedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-30T07:00:00.000Z",
                     *       "changedAt": "2026-01-30T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Rule"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    reorderRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rules": [
                 *         3
                 *       ]
                 *     }
                 */
                "application/json": {
                    rules: number[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "enabled": true,
                     *           "name": "Plant answers",
                     *           "when": {
                     *             "and": [
                     *               {
                     *                 "sender": {
                     *                   "matches": "^(49|43)+\\d"
                     *                 }
                     *               },
                     *               {
                     *                 "not": {
                     *                   "text": {
                     *                     "contains": "Test",
                     *                     "ignoreCase": true
                     *                   }
                     *                 }
                     *               }
                     *             ]
                     *           },
                     *           "replace": [
                     *             {
                     *               "pattern": "^ACK (\\d+)$",
                     *               "with": "acknowledged $1"
                     *             }
                     *           ],
                     *           "then": [
                     *             {
                     *               "group": "admins",
                     *               "channel": "auto"
                     *             },
                     *             {
                     *               "email": {
                     *                 "to": [
                     *                   "it@example.org"
                     *                 ]
                     *               }
                     *             }
                     *           ],
                     *           "stop": true,
                     *           "matched": 12,
                     *           "lastMatchedAt": "2026-01-31T07:00:00.000Z",
                     *           "createdAt": "2026-01-30T07:00:00.000Z",
                     *           "changedAt": "2026-01-30T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rules": [
                     *         {
                     *           "enabled": true,
                     *           "name": "Plant answers",
                     *           "when": {
                     *             "and": [
                     *               {
                     *                 "sender": {
                     *                   "matches": "^(49|43)+\\d"
                     *                 }
                     *               },
                     *               {
                     *                 "not": {
                     *                   "text": {
                     *                     "contains": "Test",
                     *                     "ignoreCase": true
                     *                   }
                     *                 }
                     *               }
                     *             ]
                     *           },
                     *           "replace": [
                     *             {
                     *               "pattern": "^ACK (\\d+)$",
                     *               "with": "acknowledged $1"
                     *             }
                     *           ],
                     *           "then": [
                     *             {
                     *               "group": "admins",
                     *               "channel": "auto"
                     *             },
                     *             {
                     *               "email": {
                     *                 "to": [
                     *                   "it@example.org"
                     *                 ]
                     *               }
                     *             }
                     *           ],
                     *           "stop": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        rules: {
                            /** @description Each once, whatever its case. */
                            name: string;
                            /** @description `true` by default. */
                            enabled: boolean;
                            /** @description A tree: `{"and": […]}`, `{"or": […]}`, `{"not": …}`, or one test: `sender`, `recipient`, `text`, `kind`, `channel`, `modem`, `known`, `during`. Absent: every message. See the guide *Message routing*. */
                            when?: {
                                [key: string]: unknown;
                            };
                            /** @description Made in this order on the text that the destinations get. */
                            replace: {
                                pattern: string;
                                with: string;
                                ignoreCase?: boolean;
                            }[];
                            /** @description Where a message goes that matches. */
                            then: {
                                [key: string]: unknown;
                            }[];
                            /** @description A message that matches is not shown to the rules below. `false` by default. */
                            stop: boolean;
                        }[];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importRules: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rules": [
                 *         {
                 *           "name": "Plant answers",
                 *           "when": {
                 *             "and": [
                 *               {
                 *                 "sender": {
                 *                   "matches": "^(49|43)+\\d"
                 *                 }
                 *               },
                 *               {
                 *                 "not": {
                 *                   "text": {
                 *                     "contains": "Test",
                 *                     "ignoreCase": true
                 *                   }
                 *                 }
                 *               }
                 *             ]
                 *           },
                 *           "replace": [
                 *             {
                 *               "pattern": "^ACK (\\d+)$",
                 *               "with": "acknowledged $1"
                 *             }
                 *           ],
                 *           "then": [
                 *             {
                 *               "group": "admins",
                 *               "channel": "auto"
                 *             },
                 *             {
                 *               "email": {
                 *                 "to": [
                 *                   "it@example.org"
                 *                 ]
                 *               }
                 *             }
                 *           ],
                 *           "stop": true
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    mode?: "merge" | "replace";
                    /** @description Each as `POST /api/v1/rules` takes it. */
                    rules: unknown[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "enabled": true,
                     *           "name": "Plant answers",
                     *           "when": {
                     *             "and": [
                     *               {
                     *                 "sender": {
                     *                   "matches": "^(49|43)+\\d"
                     *                 }
                     *               },
                     *               {
                     *                 "not": {
                     *                   "text": {
                     *                     "contains": "Test",
                     *                     "ignoreCase": true
                     *                   }
                     *                 }
                     *               }
                     *             ]
                     *           },
                     *           "replace": [
                     *             {
                     *               "pattern": "^ACK (\\d+)$",
                     *               "with": "acknowledged $1"
                     *             }
                     *           ],
                     *           "then": [
                     *             {
                     *               "group": "admins",
                     *               "channel": "auto"
                     *             },
                     *             {
                     *               "email": {
                     *                 "to": [
                     *                   "it@example.org"
                     *                 ]
                     *               }
                     *             }
                     *           ],
                     *           "stop": true,
                     *           "matched": 12,
                     *           "lastMatchedAt": "2026-01-31T07:00:00.000Z",
                     *           "createdAt": "2026-01-30T07:00:00.000Z",
                     *           "changedAt": "2026-01-30T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    tryRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "message": {
                 *         "from": "+491701234567",
                 *         "text": "ACK 17"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description As the list gives it.
                     * @example 3
                     */
                    incoming?: number;
                    message?: {
                        /** @description Absent: nobody knows. */
                        from?: string;
                        /** @description Of a call it is left out. */
                        text?: string;
                        /** @enum {string} */
                        kind?: "text" | "call";
                        /** @enum {string} */
                        channel?: "sms" | "telegram";
                        modem?: string;
                        /** @description The own number. */
                        recipient?: string;
                        /**
                         * Format: date-time
                         * @description Now by default.
                         */
                        receivedAt?: string;
                    };
                    rule?: components["schemas"]["RuleDraft"];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "name": "Plant answers",
                     *           "outcome": "matched",
                     *           "decidedBy": {
                     *             "pointer": "/when/and/1/not/text",
                     *             "held": false
                     *           },
                     *           "text": "acknowledged 17",
                     *           "replaced": [
                     *             {
                     *               "times": 1
                     *             }
                     *           ],
                     *           "deliveries": [
                     *             {
                     *               "kind": "group",
                     *               "details": {
                     *                 "name": "admins",
                     *                 "channel": "auto",
                     *                 "text": "+491701234567: acknowledged 17"
                     *               },
                     *               "recipients": [
                     *                 "+491707654321"
                     *               ],
                     *               "refused": []
                     *             }
                     *           ],
                     *           "stop": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["RuleOutcome"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOptOuts: {
        parameters: {
            query?: {
                /** @description Digits that the number contains. */
                q?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "number": "+491709876543",
                     *           "since": "2026-01-31T07:00:00.000Z",
                     *           "door": "message",
                     *           "incomingId": 7
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["OptOut"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addOptOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "+491709876543",
                 *       "reason": "Asked by telephone"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description With `+`, `00` or a national prefix; a national number is read for the gateway's country.
                     * @example +491709876543
                     */
                    number: string;
                    /** @description Why, for the audit. */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": "+491709876543",
                     *       "cancelled": 1
                     *     }
                     */
                    "application/json": {
                        number: string;
                        /** @description Messages that waited. */
                        cancelled: number;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOptOutAudit: {
        parameters: {
            query?: {
                /**
                 * @description With `+`, `00` or a national prefix; a national number is read for the gateway's country.
                 * @example +491709876543
                 */
                number?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 5,
                     *           "number": "+491709876543",
                     *           "action": "opt-out",
                     *           "changed": true,
                     *           "at": "2026-01-31T07:00:00.000Z",
                     *           "door": "message",
                     *           "incomingId": 7,
                     *           "asked": "Stop!",
                     *           "modem": "m1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["OptOutRecord"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOptOut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description With `+`, `00` or a national prefix; a national number is read for the gateway's country.
                 * @example +491709876543
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": "+491709876543",
                     *       "optedOut": true,
                     *       "since": "2026-01-31T07:00:00.000Z",
                     *       "audit": [
                     *         {
                     *           "id": 5,
                     *           "number": "+491709876543",
                     *           "action": "opt-out",
                     *           "changed": true,
                     *           "at": "2026-01-31T07:00:00.000Z",
                     *           "door": "message",
                     *           "incomingId": 7,
                     *           "asked": "Stop!",
                     *           "modem": "m1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OptOutState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeOptOut: {
        parameters: {
            query?: {
                /** @description Why, for the audit. */
                reason?: string;
            };
            header?: never;
            path: {
                /**
                 * @description With `+`, `00` or a national prefix; a national number is read for the gateway's country.
                 * @example +491709876543
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJobs: {
        parameters: {
            query?: {
                /** @description `waiting` for its first or next attempt, `running`, `delivered`, or `dead`: given up until it is sent again. */
                state?: "waiting" | "running" | "delivered" | "dead";
                /** @description How it leaves. */
                kind?: "http" | "isms" | "webhook" | "email" | "mqtt" | "alarm";
                /** @description As a job has it, such as `http:https://erp.example.org`. */
                destination?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 12,
                     *           "eventId": "in-7.3.0",
                     *           "kind": "http",
                     *           "destination": "http:https://erp.example.org",
                     *           "ordered": false,
                     *           "state": "dead",
                     *           "createdAt": "2026-01-31T07:00:00.000Z",
                     *           "attempts": 29,
                     *           "finishedAt": "2026-02-03T06:12:00.000Z",
                     *           "error": "the receiver answered 500",
                     *           "incomingId": 7,
                     *           "ruleId": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Job"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    countJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "waiting": 2,
                     *       "running": 1,
                     *       "delivered": 840,
                     *       "dead": 3
                     *     }
                     */
                    "application/json": components["schemas"]["JobCounts"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 12
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "eventId": "in-7.3.0",
                     *       "kind": "http",
                     *       "destination": "http:https://erp.example.org",
                     *       "ordered": false,
                     *       "state": "dead",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "attempts": 1,
                     *       "finishedAt": "2026-02-03T06:12:00.000Z",
                     *       "error": "the receiver answered 500",
                     *       "incomingId": 7,
                     *       "ruleId": 3,
                     *       "history": [
                     *         {
                     *           "at": "2026-01-31T07:00:00.000Z",
                     *           "milliseconds": 41,
                     *           "status": 500,
                     *           "error": "the receiver answered 500",
                     *           "answer": "database is locked"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobWithAttempts"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 12
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 12
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "eventId": "in-7.3.0",
                     *       "kind": "http",
                     *       "destination": "http:https://erp.example.org",
                     *       "ordered": false,
                     *       "state": "waiting",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "attempts": 0,
                     *       "error": "the receiver answered 500",
                     *       "incomingId": 7,
                     *       "ruleId": 3,
                     *       "dueAt": "2026-02-03T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeDeadJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "retry",
                 *       "destination": "http:https://erp.example.org"
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    action: "retry" | "delete";
                    /** @description As a job has it, such as `http:https://erp.example.org`. */
                    destination: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": 3,
                     *       "done": true
                     *     }
                     */
                    "application/json": {
                        /** @description How many. */
                        jobs: number;
                        done: boolean;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 1,
                     *           "name": "erp",
                     *           "url": "https://erp.example.org/hooks/sms",
                     *           "events": [
                     *             "message.received",
                     *             "message.delivered",
                     *             "message.undelivered",
                     *             "message.failed"
                     *           ],
                     *           "enabled": true,
                     *           "ordered": false,
                     *           "destination": "webhook:erp",
                     *           "secretCreatedAt": "2026-01-31T07:00:00.000Z",
                     *           "createdAt": "2026-01-31T07:00:00.000Z",
                     *           "changedAt": "2026-01-31T07:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Webhook"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "erp",
                 *       "url": "https://erp.example.org/hooks/sms",
                 *       "events": [
                 *         "message.received",
                 *         "message.delivered",
                 *         "message.undelivered",
                 *         "message.failed"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Lower-case letters, digits, hyphens and underscores. It stays: rules and jobs name the webhook by it. */
                    name: string;
                    /** @description Where events are posted to: https or http. Addresses of the gateway's own machine need the setting `--allow-targets`. */
                    url: string;
                    /**
                     * @description Those that it gets. With none, only rules of message routing send to it.
                     * @default []
                     */
                    events?: ("message.received" | "call.received" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "modem.state" | "alarm.opened" | "alarm.escalated" | "alarm.acknowledged" | "alarm.resolved" | "alarm.unanswered")[];
                    /**
                     * @description While it is disabled, no events are made for it, and jobs that wait are tried again later.
                     * @default true
                     */
                    enabled?: boolean;
                    /**
                     * @description One event after another: the next one waits until this one has ended.
                     * @default false
                     */
                    ordered?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "erp",
                     *       "url": "https://erp.example.org/hooks/sms",
                     *       "events": [
                     *         "message.received",
                     *         "message.delivered",
                     *         "message.undelivered",
                     *         "message.failed"
                     *       ],
                     *       "enabled": true,
                     *       "ordered": false,
                     *       "destination": "webhook:erp",
                     *       "secretCreatedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "changedAt": "2026-01-31T07:00:00.000Z",
                     *       "secret": "whsec_c2hvd24tb25jZS1hbmQtbmV2ZXItYWdhaW4tMzIhISE="
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "erp",
                     *       "url": "https://erp.example.org/hooks/sms",
                     *       "events": [
                     *         "message.received",
                     *         "message.delivered",
                     *         "message.undelivered",
                     *         "message.failed"
                     *       ],
                     *       "enabled": true,
                     *       "ordered": false,
                     *       "destination": "webhook:erp",
                     *       "secretCreatedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "changedAt": "2026-01-31T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/merge-patch+json": {
                    /** @description Where events are posted to: https or http. Addresses of the gateway's own machine need the setting `--allow-targets`. */
                    url?: string;
                    /** @description Those that it gets. With none, only rules of message routing send to it. */
                    events?: ("message.received" | "call.received" | "message.sent" | "message.delivered" | "message.undelivered" | "message.failed" | "message.unknown" | "modem.state" | "alarm.opened" | "alarm.escalated" | "alarm.acknowledged" | "alarm.resolved" | "alarm.unanswered")[];
                    /** @description While it is disabled, no events are made for it, and jobs that wait are tried again later. */
                    enabled?: boolean;
                    /** @description One event after another: the next one waits until this one has ended. */
                    ordered?: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "erp",
                     *       "url": "https://erp.example.org/hooks/sms",
                     *       "events": [
                     *         "message.received",
                     *         "message.delivered",
                     *         "message.undelivered",
                     *         "message.failed"
                     *       ],
                     *       "enabled": false,
                     *       "ordered": false,
                     *       "destination": "webhook:erp",
                     *       "secretCreatedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "changedAt": "2026-01-31T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "keepOldSeconds": 3600
                 *     }
                 */
                "application/json": {
                    /** @default 86400 */
                    keepOldSeconds?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "name": "erp",
                     *       "url": "https://erp.example.org/hooks/sms",
                     *       "events": [
                     *         "message.received",
                     *         "message.delivered",
                     *         "message.undelivered",
                     *         "message.failed"
                     *       ],
                     *       "enabled": true,
                     *       "ordered": false,
                     *       "destination": "webhook:erp",
                     *       "secretCreatedAt": "2026-01-31T07:00:00.000Z",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "changedAt": "2026-01-31T07:00:00.000Z",
                     *       "secret": "whsec_c2hvd24tb25jZS1hbmQtbmV2ZXItYWdhaW4tMzIhISE=",
                     *       "oldSecretUntil": "2026-01-31T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 1
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 12,
                     *       "eventId": "test-8e03978e-40d5-43e8-bc93-6894a57f9324-erp",
                     *       "kind": "webhook",
                     *       "destination": "webhook:erp",
                     *       "ordered": false,
                     *       "state": "waiting",
                     *       "createdAt": "2026-01-31T07:00:00.000Z",
                     *       "attempts": 0,
                     *       "dueAt": "2026-01-31T07:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getChecks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "name": "shop",
                     *           "probe": {
                     *             "http": {
                     *               "url": "https://shop.example.org/",
                     *               "contains": "Cart",
                     *               "certificateDays": 14
                     *             }
                     *           },
                     *           "everySeconds": 60,
                     *           "notify": {
                     *             "policy": "night"
                     *           },
                     *           "enabled": true,
                     *           "timeoutSeconds": 10,
                     *           "failures": 3,
                     *           "flapping": {
                     *             "changes": 6,
                     *             "minutes": 60
                     *           },
                     *           "severity": "critical",
                     *           "state": "up",
                     *           "since": "2026-01-30T07:00:00.000Z",
                     *           "isFlapping": false,
                     *           "failuresInRow": 0,
                     *           "last": {
                     *             "at": "2026-01-31T07:00:00.000Z",
                     *             "ok": true,
                     *             "milliseconds": 84,
                     *             "text": "answered 200, certificate valid for 61 days"
                     *           },
                     *           "nextAt": "2026-01-31T07:01:00.000Z",
                     *           "createdAt": "2026-01-30T06:59:00.000Z",
                     *           "changedAt": "2026-01-30T06:59:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Check"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addCheck: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "shop",
                 *       "probe": {
                 *         "http": {
                 *           "url": "https://shop.example.org/",
                 *           "contains": "Cart",
                 *           "certificateDays": 14
                 *         }
                 *       },
                 *       "everySeconds": 60,
                 *       "notify": {
                 *         "policy": "night"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CheckDraft"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "shop",
                     *       "probe": {
                     *         "http": {
                     *           "url": "https://shop.example.org/",
                     *           "contains": "Cart",
                     *           "certificateDays": 14
                     *         }
                     *       },
                     *       "everySeconds": 60,
                     *       "notify": {
                     *         "policy": "night"
                     *       },
                     *       "enabled": true,
                     *       "timeoutSeconds": 10,
                     *       "failures": 3,
                     *       "flapping": {
                     *         "changes": 6,
                     *         "minutes": 60
                     *       },
                     *       "severity": "critical",
                     *       "state": "up",
                     *       "since": "2026-01-30T07:00:00.000Z",
                     *       "isFlapping": false,
                     *       "failuresInRow": 0,
                     *       "last": {
                     *         "at": "2026-01-31T07:00:00.000Z",
                     *         "ok": true,
                     *         "milliseconds": 84,
                     *         "text": "answered 200, certificate valid for 61 days"
                     *       },
                     *       "nextAt": "2026-01-31T07:01:00.000Z",
                     *       "createdAt": "2026-01-30T06:59:00.000Z",
                     *       "changedAt": "2026-01-30T06:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Check"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "shop",
                     *       "probe": {
                     *         "http": {
                     *           "url": "https://shop.example.org/",
                     *           "contains": "Cart",
                     *           "certificateDays": 14
                     *         }
                     *       },
                     *       "everySeconds": 60,
                     *       "notify": {
                     *         "policy": "night"
                     *       },
                     *       "enabled": true,
                     *       "timeoutSeconds": 10,
                     *       "failures": 3,
                     *       "flapping": {
                     *         "changes": 6,
                     *         "minutes": 60
                     *       },
                     *       "severity": "critical",
                     *       "state": "up",
                     *       "since": "2026-01-30T07:00:00.000Z",
                     *       "isFlapping": false,
                     *       "failuresInRow": 0,
                     *       "last": {
                     *         "at": "2026-01-31T07:00:00.000Z",
                     *         "ok": true,
                     *         "milliseconds": 84,
                     *         "text": "answered 200, certificate valid for 61 days"
                     *       },
                     *       "nextAt": "2026-01-31T07:01:00.000Z",
                     *       "createdAt": "2026-01-30T06:59:00.000Z",
                     *       "changedAt": "2026-01-30T06:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Check"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    replaceCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "shop",
                 *       "probe": {
                 *         "http": {
                 *           "url": "https://shop.example.org/",
                 *           "contains": "Cart",
                 *           "certificateDays": 14
                 *         }
                 *       },
                 *       "everySeconds": 60,
                 *       "notify": {
                 *         "policy": "night"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CheckDraft"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "shop",
                     *       "probe": {
                     *         "http": {
                     *           "url": "https://shop.example.org/",
                     *           "contains": "Cart",
                     *           "certificateDays": 14
                     *         }
                     *       },
                     *       "everySeconds": 60,
                     *       "notify": {
                     *         "policy": "night"
                     *       },
                     *       "enabled": true,
                     *       "timeoutSeconds": 10,
                     *       "failures": 3,
                     *       "flapping": {
                     *         "changes": 6,
                     *         "minutes": 60
                     *       },
                     *       "severity": "critical",
                     *       "state": "up",
                     *       "since": "2026-01-30T07:00:00.000Z",
                     *       "isFlapping": false,
                     *       "failuresInRow": 0,
                     *       "last": {
                     *         "at": "2026-01-31T07:00:00.000Z",
                     *         "ok": true,
                     *         "milliseconds": 84,
                     *         "text": "answered 200, certificate valid for 61 days"
                     *       },
                     *       "nextAt": "2026-01-31T07:01:00.000Z",
                     *       "createdAt": "2026-01-30T06:59:00.000Z",
                     *       "changedAt": "2026-01-30T06:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Check"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "everySeconds": 120
                 *     }
                 */
                "application/merge-patch+json": {
                    /** @description Each once, whatever its case; it stands in what people are told. */
                    name?: string;
                    /** @description One of `ping` (`host`), `tcp` (`host`, `port`), `http` (`url`, and perhaps `method`, `headers`, `secretHeaders`, `username`, `password`, `status`, `contains`, `matches`, `certificate`, `certificateDays`) and `heartbeat` (`graceSeconds`), as the guide *Monitoring* describes them. Secrets are shown as `•••`; whoever sends that back keeps them. */
                    probe?: {
                        [key: string]: unknown;
                    };
                    /** @description `true` by default. A check that is switched off resolves its alarm. */
                    enabled?: unknown;
                    /** @description 30 to 86,400; 300 by default. Of a heartbeat: how often it has to be called. */
                    everySeconds?: unknown;
                    /** @description 1 to 30; 10 by default. */
                    timeoutSeconds?: unknown;
                    /** @description So many in a row count: 1 to 20; 3 by default, of a heartbeat 1. */
                    failures?: unknown;
                    /** @description A check that changes its state more than `changes` times within `minutes` minutes is flapping: people are told once, and the text says so. */
                    flapping?: unknown;
                    /** @description Who is told: a policy of alarms, or a group, by name. Absent: the page and the event log. */
                    notify?: unknown;
                    /** @description `warning` or `critical`; `critical` by default. */
                    severity?: unknown;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "shop",
                     *       "probe": {
                     *         "http": {
                     *           "url": "https://shop.example.org/",
                     *           "contains": "Cart",
                     *           "certificateDays": 14
                     *         }
                     *       },
                     *       "everySeconds": 120,
                     *       "notify": {
                     *         "policy": "night"
                     *       },
                     *       "enabled": true,
                     *       "timeoutSeconds": 10,
                     *       "failures": 3,
                     *       "flapping": {
                     *         "changes": 6,
                     *         "minutes": 60
                     *       },
                     *       "severity": "critical",
                     *       "state": "up",
                     *       "since": "2026-01-30T07:00:00.000Z",
                     *       "isFlapping": false,
                     *       "failuresInRow": 0,
                     *       "last": {
                     *         "at": "2026-01-31T07:00:00.000Z",
                     *         "ok": true,
                     *         "milliseconds": 84,
                     *         "text": "answered 200, certificate valid for 61 days"
                     *       },
                     *       "nextAt": "2026-01-31T07:01:00.000Z",
                     *       "createdAt": "2026-01-30T06:59:00.000Z",
                     *       "changedAt": "2026-01-30T06:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Check"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getCheckResults: {
        parameters: {
            query?: {
                /** @description The largest number of results in the answer. */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-01-31T07:00:00.000Z",
                     *           "ok": true,
                     *           "milliseconds": 84,
                     *           "text": "answered 200, certificate valid for 61 days"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["CheckResult"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    runCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "shop",
                     *       "probe": {
                     *         "http": {
                     *           "url": "https://shop.example.org/",
                     *           "contains": "Cart",
                     *           "certificateDays": 14
                     *         }
                     *       },
                     *       "everySeconds": 60,
                     *       "notify": {
                     *         "policy": "night"
                     *       },
                     *       "enabled": true,
                     *       "timeoutSeconds": 10,
                     *       "failures": 3,
                     *       "flapping": {
                     *         "changes": 6,
                     *         "minutes": 60
                     *       },
                     *       "severity": "critical",
                     *       "state": "up",
                     *       "since": "2026-01-30T07:00:00.000Z",
                     *       "isFlapping": false,
                     *       "failuresInRow": 0,
                     *       "last": {
                     *         "at": "2026-01-31T07:00:00.000Z",
                     *         "ok": true,
                     *         "milliseconds": 84,
                     *         "text": "answered 200, certificate valid for 61 days"
                     *       },
                     *       "nextAt": "2026-01-31T07:01:00.000Z",
                     *       "createdAt": "2026-01-30T06:59:00.000Z",
                     *       "changedAt": "2026-01-30T06:59:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Check"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotateCheckKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example 3
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "name": "backup",
                     *       "probe": {
                     *         "heartbeat": {
                     *           "graceSeconds": 600
                     *         }
                     *       },
                     *       "everySeconds": 86400,
                     *       "notify": {
                     *         "policy": "night"
                     *       },
                     *       "enabled": true,
                     *       "timeoutSeconds": 10,
                     *       "failures": 1,
                     *       "flapping": {
                     *         "changes": 6,
                     *         "minutes": 60
                     *       },
                     *       "severity": "critical",
                     *       "state": "up",
                     *       "since": "2026-01-30T07:00:00.000Z",
                     *       "isFlapping": false,
                     *       "failuresInRow": 0,
                     *       "last": {
                     *         "at": "2026-01-31T07:00:00.000Z",
                     *         "ok": true,
                     *         "milliseconds": 84,
                     *         "text": "answered 200, certificate valid for 61 days"
                     *       },
                     *       "nextAt": "2026-01-31T07:01:00.000Z",
                     *       "createdAt": "2026-01-30T06:59:00.000Z",
                     *       "changedAt": "2026-01-30T06:59:00.000Z",
                     *       "heartbeatPath": "/heartbeat/q8Wp0ZrT4u1XkN2mB7cYdA"
                     *     }
                     */
                    "application/json": components["schemas"]["Check"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportChecks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "checks": [
                     *         {
                     *           "name": "shop",
                     *           "probe": {
                     *             "http": {
                     *               "url": "https://shop.example.org/",
                     *               "contains": "Cart",
                     *               "certificateDays": 14
                     *             }
                     *           },
                     *           "everySeconds": 60,
                     *           "notify": {
                     *             "policy": "night"
                     *           },
                     *           "enabled": true,
                     *           "timeoutSeconds": 10,
                     *           "failures": 3,
                     *           "flapping": {
                     *             "changes": 6,
                     *             "minutes": 60
                     *           },
                     *           "severity": "critical"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        checks: {
                            /** @description Each once, whatever its case; it stands in what people are told. */
                            name: string;
                            /** @description `true` by default. A check that is switched off resolves its alarm. */
                            enabled: boolean;
                            /** @description One of `ping` (`host`), `tcp` (`host`, `port`), `http` (`url`, and perhaps `method`, `headers`, `secretHeaders`, `username`, `password`, `status`, `contains`, `matches`, `certificate`, `certificateDays`) and `heartbeat` (`graceSeconds`), as the guide *Monitoring* describes them. Secrets are shown as `•••`; whoever sends that back keeps them. */
                            probe: {
                                [key: string]: unknown;
                            };
                            /** @description 30 to 86,400; 300 by default. Of a heartbeat: how often it has to be called. */
                            everySeconds: number;
                            /** @description 1 to 30; 10 by default. */
                            timeoutSeconds: number;
                            /** @description So many in a row count: 1 to 20; 3 by default, of a heartbeat 1. */
                            failures: number;
                            /** @description A check that changes its state more than `changes` times within `minutes` minutes is flapping: people are told once, and the text says so. */
                            flapping: {
                                changes: number;
                                minutes: number;
                            };
                            /** @description Who is told: a policy of alarms, or a group, by name. Absent: the page and the event log. */
                            notify?: {
                                policy?: string;
                                group?: string;
                            };
                            /** @enum {string} */
                            severity: "warning" | "critical";
                        }[];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importChecks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "checks": [
                 *         {
                 *           "name": "shop",
                 *           "probe": {
                 *             "http": {
                 *               "url": "https://shop.example.org/",
                 *               "contains": "Cart",
                 *               "certificateDays": 14
                 *             }
                 *           },
                 *           "everySeconds": 60,
                 *           "notify": {
                 *             "policy": "night"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    mode?: "merge" | "replace";
                    /** @description Each as `POST /api/v1/checks` takes it. */
                    checks: unknown[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "name": "shop",
                     *           "probe": {
                     *             "http": {
                     *               "url": "https://shop.example.org/",
                     *               "contains": "Cart",
                     *               "certificateDays": 14
                     *             }
                     *           },
                     *           "everySeconds": 60,
                     *           "notify": {
                     *             "policy": "night"
                     *           },
                     *           "enabled": true,
                     *           "timeoutSeconds": 10,
                     *           "failures": 3,
                     *           "flapping": {
                     *             "changes": 6,
                     *             "minutes": 60
                     *           },
                     *           "severity": "critical",
                     *           "state": "up",
                     *           "since": "2026-01-30T07:00:00.000Z",
                     *           "isFlapping": false,
                     *           "failuresInRow": 0,
                     *           "last": {
                     *             "at": "2026-01-31T07:00:00.000Z",
                     *             "ok": true,
                     *             "milliseconds": 84,
                     *             "text": "answered 200, certificate valid for 61 days"
                     *           },
                     *           "nextAt": "2026-01-31T07:01:00.000Z",
                     *           "createdAt": "2026-01-30T06:59:00.000Z",
                     *           "changedAt": "2026-01-30T06:59:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Check"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getEmailState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "server": {
                     *         "enabled": true,
                     *         "port": 2525
                     *       },
                     *       "relay": {
                     *         "configured": true,
                     *         "from": "sms@example.org"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @description The SMTP server that sends mail as SMS. */
                        server: {
                            /** @description `smtp` was on when the gateway started. */
                            enabled: boolean;
                            /** @description While it listens. */
                            port?: number;
                            /** @description Why it does not listen. */
                            problem?: string;
                        };
                        /** @description The mail server through which the gateway sends mail. */
                        relay: {
                            /** @description `mail-host` and `mail-from` are set. */
                            configured: boolean;
                            /** @description The sender. */
                            from?: string;
                        };
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    sendTestMail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "it@example.org"
                 *     }
                 */
                "application/json": {
                    /** @description An address. */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "taken": true,
                     *       "milliseconds": 120,
                     *       "answer": "250 2.0.0 Ok: queued as 4F1B2C"
                     *     }
                     */
                    "application/json": {
                        taken: boolean;
                        /** @description How long it took. */
                        milliseconds: number;
                        /** @description What the mail server said. */
                        answer?: string;
                        /** @description Why it was not taken, as a sentence. */
                        problem?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getMqttState: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "state": "connected",
                     *       "broker": "mqtts://broker.example.org:8883",
                     *       "user": "aldis",
                     *       "since": "2026-01-31T07:00:00.000Z",
                     *       "topics": "aldis/gw-1",
                     *       "publishesShared": true,
                     *       "waiting": 0,
                     *       "dropped": 0
                     *     }
                     */
                    "application/json": components["schemas"]["MqttState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    publishMqttTest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "taken": true,
                     *       "milliseconds": 4,
                     *       "topic": "aldis/gw-1/test"
                     *     }
                     */
                    "application/json": {
                        taken: boolean;
                        /** @description How long it took. */
                        milliseconds: number;
                        /** @description Where it was published. */
                        topic?: string;
                        /** @description Why it was not taken, as a sentence. */
                        problem?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listNodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "gw-1-3f2a91c0",
                     *           "name": "gw-1",
                     *           "version": "1.0.0",
                     *           "state": "ready",
                     *           "since": "2026-01-31T07:00:00.000Z",
                     *           "startedAt": "2026-01-31T06:59:58.000Z",
                     *           "seenAt": "2026-01-31T08:00:00.000Z",
                     *           "clockAheadMs": 3,
                     *           "wakeUps": "notify",
                     *           "modems": [
                     *             {
                     *               "name": "gsm1",
                     *               "state": "ready"
                     *             }
                     *           ],
                     *           "holds": [
                     *             "mqtt"
                     *           ],
                     *           "isThis": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Node"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listModems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "ttyUSB2",
                     *           "source": "command-line",
                     *           "state": "ready",
                     *           "since": "2026-01-31T07:00:00.000Z",
                     *           "operator": "Telekom.de",
                     *           "technology": "LTE",
                     *           "registration": "home",
                     *           "signalDbm": -83
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Modem"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    addModem: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Of your choice, a new one for each request, such as a UUID. Whoever repeats the request with the same key within 24 hours gets the first answer again, with the header `Idempotency-Replayed: true`, and nothing is done; with another body it is refused with 422. An error keeps no key.
                 * @example 8e03978e-40d5-43e8-bc93-6894a57f9324
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "roof",
                 *       "device": "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0",
                 *       "pin": "1234"
                 *     }
                 */
                "application/json": {
                    /** @description Letters, digits and `. _ : -`; by default as the device is called. Each once, whatever its case. */
                    name?: string;
                    /** @description A device such as `/dev/serial/by-id/…` or `/dev/ttyUSB0`, `tcp://host:port`, or `simulated`. */
                    device: string;
                    /** @description Speed of a serial line: 115200 by default. */
                    baud?: number;
                    /** @description Of the SIM. Kept sealed, and never shown. */
                    pin?: string;
                    /** @description The pool that it belongs to. */
                    pool?: string;
                    /** @description Parts that its SIM may send in a minute; 0: any number, whatever the setting `budget` says. */
                    perMinute?: number;
                    /** @description Parts that its SIM may send in a hour; 0: any number, whatever the setting `budget` says. */
                    perHour?: number;
                    /** @description Parts that its SIM may send in a day; 0: any number, whatever the setting `budget` says. */
                    perDay?: number;
                    /** @description Parts that its SIM may send in a month; 0: any number, whatever the setting `budget` says. */
                    perMonth?: number;
                    /** @description What a simulated modem simulates, such as `ec25`. */
                    profile?: string;
                    /** @description Its own, in international form: message routing and the iSMS protocol name it. */
                    number?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "roof",
                     *       "source": "database",
                     *       "state": "starting",
                     *       "since": "2026-01-31T07:00:00.000Z",
                     *       "operator": "Telekom.de",
                     *       "technology": "LTE",
                     *       "registration": "unknown",
                     *       "signalDbm": -83,
                     *       "setting": "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0?name=roof&baud=115200",
                     *       "device": "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0",
                     *       "baud": 115200,
                     *       "hasPin": true
                     *     }
                     */
                    "application/json": components["schemas"]["Modem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getModem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The modem's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "ttyUSB2",
                     *       "source": "command-line",
                     *       "state": "ready",
                     *       "since": "2026-01-31T07:00:00.000Z",
                     *       "operator": "Telekom.de",
                     *       "technology": "LTE",
                     *       "registration": "home",
                     *       "signalDbm": -83
                     *     }
                     */
                    "application/json": components["schemas"]["Modem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    removeModem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The modem's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeModem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The modem's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pool": "alarms",
                 *       "perDay": 200
                 *     }
                 */
                "application/merge-patch+json": {
                    /** @description A device such as `/dev/serial/by-id/…` or `/dev/ttyUSB0`, `tcp://host:port`, or `simulated`. */
                    device?: string;
                    /** @description Speed of a serial line: 115200 by default. */
                    baud?: number | null;
                    /** @description Of the SIM. Kept sealed, and never shown. */
                    pin?: string | null;
                    /** @description The pool that it belongs to. */
                    pool?: string | null;
                    /** @description Parts that its SIM may send in a minute; 0: any number, whatever the setting `budget` says. */
                    perMinute?: number | null;
                    /** @description Parts that its SIM may send in a hour; 0: any number, whatever the setting `budget` says. */
                    perHour?: number | null;
                    /** @description Parts that its SIM may send in a day; 0: any number, whatever the setting `budget` says. */
                    perDay?: number | null;
                    /** @description Parts that its SIM may send in a month; 0: any number, whatever the setting `budget` says. */
                    perMonth?: number | null;
                    /** @description What a simulated modem simulates, such as `ec25`. */
                    profile?: string | null;
                    /** @description Its own, in international form: message routing and the iSMS protocol name it. */
                    number?: string | null;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "roof",
                     *       "source": "database",
                     *       "state": "ready",
                     *       "since": "2026-01-31T07:00:00.000Z",
                     *       "operator": "Telekom.de",
                     *       "technology": "LTE",
                     *       "registration": "home",
                     *       "signalDbm": -83,
                     *       "setting": "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0?name=roof&baud=115200",
                     *       "device": "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0",
                     *       "baud": 115200,
                     *       "hasPin": true,
                     *       "pool": "alarms",
                     *       "perDay": 200
                     *     }
                     */
                    "application/json": components["schemas"]["Modem"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    askNetwork: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The modem's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "*100#"
                 *     }
                 */
                "application/json": {
                    /** @description Such as `*100#`. */
                    code?: string;
                    /** @description For the session that waits. */
                    answer?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "text": "Your balance is 12.34 EUR.",
                     *       "answerExpected": false
                     *     }
                     */
                    "application/json": {
                        text: string;
                        /** @description The network waits; end the session with `DELETE` if not answered. */
                        answerExpected: boolean;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    endUssd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The modem's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    restartModem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The modem's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    traceModem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The modem's name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-01-31T07:00:00.000Z",
                     *           "direction": "out",
                     *           "line": "AT+CSQ"
                     *         },
                     *         {
                     *           "at": "2026-01-31T07:00:00.012Z",
                     *           "direction": "in",
                     *           "line": "+CSQ: 15,99"
                     *         },
                     *         {
                     *           "at": "2026-01-31T07:00:00.012Z",
                     *           "direction": "in",
                     *           "line": "OK"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            at: string;
                            /**
                             * @description `out`: the gateway wrote it.
                             * @enum {string}
                             */
                            direction: "in" | "out";
                            line: string;
                        }[];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listModemHistory: {
        parameters: {
            query?: {
                /** @description How far to look back. */
                hours?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "since": "2026-01-30T08:00:00.000Z",
                     *       "items": [
                     *         {
                     *           "modem": "ttyUSB2",
                     *           "states": [
                     *             {
                     *               "state": "ready",
                     *               "from": "2026-01-30T08:00:00.000Z",
                     *               "until": "2026-01-31T03:10:00.000Z"
                     *             },
                     *             {
                     *               "state": "gone",
                     *               "from": "2026-01-31T03:10:00.000Z",
                     *               "until": "2026-01-31T08:00:00.000Z",
                     *               "problem": "The modem's port is gone."
                     *             }
                     *           ],
                     *           "budgets": [
                     *             {
                     *               "period": "day",
                     *               "parts": 37,
                     *               "limit": 100,
                     *               "until": "2026-01-31T23:00:00.000Z"
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description The beginning of the hours asked for.
                         */
                        since: string;
                        items: components["schemas"]["ModemHistory"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listModemDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "device": "/dev/serial/by-id/usb-Quectel_EC25-if02-port0",
                     *           "path": "/dev/ttyUSB2",
                     *           "label": "Quectel EC25",
                     *           "modem": "roof-1"
                     *         },
                     *         {
                     *           "device": "/dev/serial/by-id/usb-HUAWEI_Mobile-if00-port0",
                     *           "path": "/dev/ttyUSB4",
                     *           "label": "HUAWEI Mobile"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["ModemDevice"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listen: {
        parameters: {
            query?: {
                /**
                 * @description Only these; by default all that you may see. `reset` and `signed-out` always come.
                 * @example message,incoming
                 */
                types?: ("message" | "incoming" | "modem" | "import" | "event" | "alarm")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 1k5x.7
                     *     event: message
                     *     data: {"id":17,"to":"+491701234567","text":"Disk full on db1","state":"sent","channel":"sms","requestedChannel":"sms","priority":"normal","flash":false,"ring":false,"modem":"modem-1","user":{"id":3,"name":"apiuser"},"source":"v1","reference":"ticket 4711","createdAt":"2026-01-31T07:00:00.000Z","sendAt":"2026-01-31T07:00:00.000Z","expiresAt":"2026-02-02T07:00:00.000Z","sentAt":"2026-01-31T07:00:03.120Z","attempts":1,"mayBeDuplicate":false}
                     */
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getBackups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "file": "aldis-20260131-020000.backup",
                     *           "kind": "scheduled",
                     *           "octets": 4194304,
                     *           "madeAt": "2026-01-31T02:00:03.000Z",
                     *           "checkedAt": "2026-01-31T02:00:03.000Z",
                     *           "rows": 81234
                     *         }
                     *       ],
                     *       "folder": "/var/lib/aldis/backups",
                     *       "freeOctets": 20000000000,
                     *       "keep": 7,
                     *       "cron": "0 3 * * *",
                     *       "nextAt": "2026-02-01T02:00:00.000Z",
                     *       "last": {
                     *         "at": "2026-01-31T02:00:03.000Z",
                     *         "kind": "scheduled",
                     *         "file": "/var/lib/aldis/backups/aldis-20260131-020000.backup",
                     *         "octets": 4194304,
                     *         "rows": 81234,
                     *         "milliseconds": 2950
                     *       },
                     *       "held": 0
                     *     }
                     */
                    "application/json": components["schemas"]["BackupState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    makeBackup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "file": "aldis-20260131-020000.backup",
                     *           "kind": "scheduled",
                     *           "octets": 4194304,
                     *           "madeAt": "2026-01-31T02:00:03.000Z",
                     *           "checkedAt": "2026-01-31T02:00:03.000Z",
                     *           "rows": 81234
                     *         }
                     *       ],
                     *       "folder": "/var/lib/aldis/backups",
                     *       "freeOctets": 20000000000,
                     *       "keep": 7,
                     *       "cron": "0 3 * * *",
                     *       "nextAt": "2026-02-01T02:00:00.000Z",
                     *       "last": {
                     *         "at": "2026-01-31T02:00:03.000Z",
                     *         "kind": "scheduled",
                     *         "file": "/var/lib/aldis/backups/aldis-20260131-020000.backup",
                     *         "octets": 4194304,
                     *         "rows": 81234,
                     *         "milliseconds": 2950
                     *       },
                     *       "held": 0,
                     *       "running": {
                     *         "kind": "by-hand",
                     *         "startedAt": "2026-01-31T09:00:00.000Z",
                     *         "step": "copying",
                     *         "rows": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BackupState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    downloadBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example aldis-20260131-020000.backup
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example … */
                    "application/octet-stream": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example aldis-20260131-020000.backup
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    checkBackup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the list gives it.
                 * @example aldis-20260131-020000.backup
                 */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "file": "aldis-20260131-020000.backup",
                     *           "kind": "scheduled",
                     *           "octets": 4194304,
                     *           "madeAt": "2026-01-31T02:00:03.000Z",
                     *           "checkedAt": "2026-01-31T02:00:03.000Z",
                     *           "rows": 81234
                     *         }
                     *       ],
                     *       "folder": "/var/lib/aldis/backups",
                     *       "freeOctets": 20000000000,
                     *       "keep": 7,
                     *       "cron": "0 3 * * *",
                     *       "nextAt": "2026-02-01T02:00:00.000Z",
                     *       "last": {
                     *         "at": "2026-01-31T02:00:03.000Z",
                     *         "kind": "scheduled",
                     *         "file": "/var/lib/aldis/backups/aldis-20260131-020000.backup",
                     *         "octets": 4194304,
                     *         "rows": 81234,
                     *         "milliseconds": 2950
                     *       },
                     *       "held": 0,
                     *       "running": {
                     *         "kind": "check",
                     *         "startedAt": "2026-01-31T09:00:00.000Z",
                     *         "step": "checking",
                     *         "rows": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BackupState"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    exportConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": {
                    /**
                     * @description The hashes of the users' passwords too.
                     * @default false
                     */
                    passwords?: boolean;
                    /** @description Locks the secrets. */
                    passphrase?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "aldis": "configuration",
                     *       "version": 1,
                     *       "contacts": [
                     *         {
                     *           "name": "Anna Berg",
                     *           "number": "+491701234567"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    planConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": {
                 *         "aldis": "configuration",
                 *         "version": 1,
                 *         "contacts": [
                 *           {
                 *             "name": "Anna Berg",
                 *             "number": "+491701234567"
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description As the export gives it; 8 MiB at most. */
                    file: {
                        [key: string]: unknown;
                    };
                    /** @description The one that the secrets in the file were locked with. Without it they are not read. */
                    passphrase?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5pQ7nq0x3Z2mJrK8sVbYt1wLcA9dEfGhIjKlMnOpQrS",
                     *       "sections": [
                     *         {
                     *           "section": "contacts",
                     *           "added": 1,
                     *           "changed": 0,
                     *           "unchanged": 0,
                     *           "addedNames": [
                     *             "Anna Berg"
                     *           ],
                     *           "changes": []
                     *         }
                     *       ],
                     *       "conflicts": [],
                     *       "missing": []
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigurationPlan"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    importConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": {
                 *         "aldis": "configuration",
                 *         "version": 1,
                 *         "contacts": [
                 *           {
                 *             "name": "Anna Berg",
                 *             "number": "+491701234567"
                 *           }
                 *         ]
                 *       },
                 *       "plan": "5pQ7nq0x3Z2mJrK8sVbYt1wLcA9dEfGhIjKlMnOpQrS"
                 *     }
                 */
                "application/json": {
                    /** @description As the export gives it; 8 MiB at most. */
                    file: {
                        [key: string]: unknown;
                    };
                    /** @description ID of the plan that was looked at. */
                    plan: string;
                    /** @description The one that the secrets in the file were locked with. Without it they are not read. */
                    passphrase?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "5pQ7nq0x3Z2mJrK8sVbYt1wLcA9dEfGhIjKlMnOpQrS",
                     *       "sections": [
                     *         {
                     *           "section": "contacts",
                     *           "added": 1,
                     *           "changed": 0,
                     *           "unchanged": 0,
                     *           "addedNames": [
                     *             "Anna Berg"
                     *           ],
                     *           "changes": []
                     *         }
                     *       ],
                     *       "conflicts": [],
                     *       "missing": []
                     *     }
                     */
                    "application/json": components["schemas"]["ConfigurationPlan"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "unknown",
                     *           "group": "general",
                     *           "source": "database",
                     *           "changeable": true,
                     *           "restartNeeded": false,
                     *           "value": "hold"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SettingList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    changeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "unknown": "hold",
                 *       "failed-window": null
                 *     }
                 */
                "application/json": components["schemas"]["SettingChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "unknown",
                     *           "group": "general",
                     *           "source": "database",
                     *           "changeable": true,
                     *           "restartNeeded": false,
                     *           "value": "hold"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SettingList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    describeSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "check-page",
                     *           "group": "network",
                     *           "description": "The page /check.php for monitoring plug-ins, which needs no user.",
                     *           "shape": "switch",
                     *           "list": false,
                     *           "hidden": false,
                     *           "placeholder": "on|off",
                     *           "default": "on",
                     *           "defaultShown": "on",
                     *           "environment": "ALDIS_CHECK_PAGE",
                     *           "applies": "now"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SettingSchema"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": [
                     *         {
                     *           "kind": "sent",
                     *           "rows": 120000,
                     *           "oldest": "2025-11-01T07:00:00.000Z",
                     *           "keptSeconds": 7776000
                     *         }
                     *       ],
                     *       "textsKeptSeconds": 2592000,
                     *       "database": {
                     *         "octets": 94371840,
                     *         "freeOctets": 4096,
                     *         "canShrink": true
                     *       },
                     *       "nextRun": "2026-02-01T03:30:00.000Z",
                     *       "last": {
                     *         "at": "2026-01-31T03:30:12.000Z",
                     *         "milliseconds": 12000,
                     *         "removed": [
                     *           {
                     *             "kind": "sent",
                     *             "what": "rows",
                     *             "count": 1200
                     *           }
                     *         ],
                     *         "freedOctets": 1048576,
                     *         "whole": true
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Retention"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    runRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "asked": true
                     *     }
                     */
                    "application/json": {
                        asked: boolean;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    previewRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "removed": [
                     *         {
                     *           "kind": "sent",
                     *           "what": "rows",
                     *           "count": 1200
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        removed: components["schemas"]["RemovedRows"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getErasures: {
        parameters: {
            query?: {
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 3,
                     *           "state": "done",
                     *           "dryRun": false,
                     *           "startedAt": "2026-01-31T09:00:00.000Z",
                     *           "endedAt": "2026-01-31T09:00:04.000Z",
                     *           "user": "anna",
                     *           "removed": [
                     *             {
                     *               "kind": "sent-messages",
                     *               "count": 12
                     *             },
                     *             {
                     *               "kind": "contacts",
                     *               "count": 1
                     *             }
                     *           ],
                     *           "left": [],
                     *           "backups": [
                     *             "/var/lib/aldis/backups/aldis-20260131-020000.backup"
                     *           ],
                     *           "namedBy": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["Erasure"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    erasePerson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "+491709876543",
                 *       "dryRun": true
                 *     }
                 */
                "application/json": {
                    /** @description With `+`, `00` or a national prefix; or the name that messages came from. */
                    number: string;
                    /** @description `true`: only find out what would be removed. */
                    dryRun: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": "+491709876543",
                     *       "id": 3,
                     *       "state": "running",
                     *       "dryRun": false,
                     *       "startedAt": "2026-01-31T09:00:00.000Z",
                     *       "endedAt": "2026-01-31T09:00:04.000Z",
                     *       "user": "anna",
                     *       "removed": [],
                     *       "left": [],
                     *       "backups": [
                     *         "/var/lib/aldis/backups/aldis-20260131-020000.backup"
                     *       ],
                     *       "namedBy": []
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list gives it. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": 3,
                     *       "state": "done",
                     *       "dryRun": false,
                     *       "startedAt": "2026-01-31T09:00:00.000Z",
                     *       "endedAt": "2026-01-31T09:00:04.000Z",
                     *       "user": "anna",
                     *       "removed": [
                     *         {
                     *           "kind": "sent-messages",
                     *           "count": 12
                     *         },
                     *         {
                     *           "kind": "contacts",
                     *           "count": 1
                     *         }
                     *       ],
                     *       "left": [],
                     *       "backups": [
                     *         "/var/lib/aldis/backups/aldis-20260131-020000.backup"
                     *       ],
                     *       "namedBy": []
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getStatistics: {
        parameters: {
            query?: {
                /** @description The length of a period. */
                per?: "hour" | "day" | "month";
                /**
                 * @description The first period is around this time. A day, 30 days or a year ago by default.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                since?: string;
                /**
                 * @description The last period is around this time; now by default. At most 1,000 periods.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until?: string;
                /** @description Decides when days and months begin; that of the gateway by default. */
                timeZone?: string;
                /** @description What is counted apart. */
                by?: ("modem" | "user" | "channel")[];
                /** @description ID or name of a user; others than you need `sent-messages`. */
                user?: string;
                /** @description Only what this modem sent, failed to send, or received. */
                modem?: string;
                /** @description Only by this channel. */
                channel?: "sms" | "telegram";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "timeZone": "Europe/Berlin",
                     *       "items": [
                     *         {
                     *           "start": "2026-01-30T23:00:00.000Z",
                     *           "end": "2026-01-31T23:00:00.000Z",
                     *           "accepted": 120,
                     *           "sent": 118,
                     *           "delivered": 97,
                     *           "failed": 2,
                     *           "received": 4,
                     *           "calls": 1,
                     *           "silent": 0,
                     *           "blocked": 0
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        timeZone: string;
                        items: components["schemas"]["MessageCount"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resetStatistics: {
        parameters: {
            query: {
                /**
                 * @description ID or name; of a user who was removed, the ID.
                 * @example anna
                 */
                user: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Only of this severity. */
                severity?: "info" | "warning" | "error";
                /** @description Only of this kind. */
                kind?: string;
                /** @description Only of the user with this name. */
                user?: string;
                /** @description Only of this modem. */
                modem?: string;
                /** @description Only of this outgoing message. */
                messageId?: number;
                /** @description Only those that name a telephone number with these digits; zeros in front do not count. */
                number?: string;
                /**
                 * @description Not before this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                since?: string;
                /**
                 * @description Before this time.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                until?: string;
                /** @description Items of a page, at most. */
                limit?: number;
                /** @description `next` of the page before. Absent: the first page. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": 812,
                     *           "at": "2026-01-31T07:00:00.000Z",
                     *           "severity": "info",
                     *           "kind": "setting.changed",
                     *           "message": "Setting unknown was changed from resend to hold",
                     *           "user": "apiuser",
                     *           "details": {
                     *             "setting": "unknown",
                     *             "before": "resend",
                     *             "after": "hold"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        items: components["schemas"]["LoggedEvent"][];
                        /** @description Give it as `after` to get the next page. The list ends where it is absent; a page may be short, even empty, before that. */
                        next?: string;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteEvents: {
        parameters: {
            query: {
                /**
                 * @description What is older is deleted.
                 * @example 2026-01-31T08:00:00+01:00
                 */
                before: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deleted": 1204,
                     *       "done": true
                     *     }
                     */
                    "application/json": {
                        deleted: number;
                        done: boolean;
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSupportInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example PK… */
                    "application/zip": string;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
