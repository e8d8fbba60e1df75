// Generated from the REST API's OpenAPI document by `bun run scripts/rest-client.ts`; do not edit.

export interface paths {
    "/api/signin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Gives a token for the header `Authorization: Bearer …`. It expires after an hour, and immediately when the user's password or permissions change or the user is disabled.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calling user, with the permissions held */
        get: operations["showMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages, newest first
         * @description Your own; those of others need *Sent messages* (`sent-messages`), incoming ones *Incoming messages* (`incoming-messages`).
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Send a message
         * @description One message for each recipient; the answer comes after all of them are safely stored. Recipients that cannot be sent to are left out and named in the event log; when none is left, the call fails with 422.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One message
         * @description Your own; that of another user needs *Sent messages* (`sent-messages`), an incoming one *Incoming messages* (`incoming-messages`).
         */
        get: operations["showMessage"];
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description A waiting message will not be sent. A message that is being sent cannot be deleted: 409. Needs the same permissions as reading it, and is recorded as an event.
         */
        delete: operations["deleteMessage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts of the address book, by name
         * @description Needs the permission *Manage contacts* (`contacts`).
         */
        get: operations["listContacts"];
        put?: never;
        /**
         * Add a contact
         * @description With `groups` it also needs *Manage groups* (`groups`). Needs the permission *Manage contacts* (`contacts`).
         */
        post: operations["addContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts/{id}": {
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
        get: operations["showContact"];
        put?: never;
        /**
         * Change a contact
         * @description Omitted fields stay as they are; an empty text removes the field; `groups` replaces all groups, and also needs *Manage groups* (`groups`). Needs the permission *Manage contacts* (`contacts`).
         */
        post: operations["changeContact"];
        /**
         * Delete a contact
         * @description Needs the permission *Manage contacts* (`contacts`).
         */
        delete: operations["deleteContact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contactgroups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups of the address book, by name
         * @description Needs the permission *Manage groups* (`groups`).
         */
        get: operations["listContactGroups"];
        put?: never;
        /**
         * Add a group
         * @description Needs the permission *Manage groups* (`groups`).
         */
        post: operations["addContactGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contactgroups/{id}": {
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
        get: operations["showContactGroup"];
        put?: never;
        /**
         * Rename a group
         * @description Needs the permission *Manage groups* (`groups`).
         */
        post: operations["changeContactGroup"];
        /**
         * Delete a group
         * @description Its contacts are kept. Needs the permission *Manage groups* (`groups`).
         */
        delete: operations["deleteContactGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contactgroups/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts of a group, by name
         * @description Needs the permission *Manage groups* (`groups`) and *Manage contacts* (`contacts`).
         */
        get: operations["listContactsOfGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This gateway and its signal */
        get: operations["showState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/state/spec.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document, as JSON */
        get: operations["showSpecificationJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/state/spec.yml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document, as YAML */
        get: operations["showSpecificationYaml"];
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
        Contact: {
            /** @description 0 for somebody who is not in the address book. */
            id: number;
            /**
             * @description A system user, this gateway, or a person, in the address book or not.
             * @enum {string}
             */
            type: "user" | "unit" | "contact";
            name: string;
            /** @description Empty when there is none. */
            number: string;
            /** @description Empty when there is none. */
            email: string;
            groups: components["schemas"]["ContactGroup"][];
        };
        ContactGroup: {
            id: number;
            name: string;
        };
        ContactGroupPayload: {
            name: string;
        };
        ContactPayload: {
            name: string;
            number?: string;
            email?: string;
            /** @description IDs of groups. */
            groups?: number[];
        };
        Credentials: {
            username: string;
            password: string;
        };
        Error: {
            /** @description The status again. */
            code: number;
            message: string;
            reasons: string[];
        };
        Message: {
            /** @description The number of an outgoing message; with `in-` in front of an incoming one. */
            id: string;
            /** @enum {string} */
            type: "sent" | "incoming" | "failed" | "queued";
            text: string;
            /** @enum {string} */
            provider: "sms" | "telegram";
            /** @description When it was accepted or received, in seconds since 1970, as text: clients in Go read no number here. */
            timestamp: string;
            isFlash: boolean;
            isRing: boolean;
            senders: components["schemas"]["Contact"][];
            recipients: components["schemas"]["Contact"][];
            /** @description Present when the person may have got it twice: nobody knows whether an earlier try, or a part of it, arrived. */
            mayBeDuplicate?: boolean;
            /**
             * @description What an incoming message is if it is not a text; `text` then says so in square brackets.
             * @enum {string}
             */
            kind?: "mms" | "wap-push" | "data" | "unreadable" | "call";
        };
        MessagePayload: {
            recipients: {
                /** @description A telephone number; or the ID or name of a contact or group. */
                to: string;
                /**
                 * @default number
                 * @enum {string}
                 */
                target?: "number" | "contact" | "contactgroup";
            }[];
            /** @description Required for a ring too, although it is not sent. */
            text: string;
            /**
             * @default sms
             * @enum {string}
             */
            provider?: "sms" | "telegram";
            /**
             * @description `flash` and `ring` only by SMS.
             * @default default
             * @enum {string}
             */
            type?: "default" | "flash" | "ring";
        };
        Session: {
            /** @description For the header `Authorization: Bearer …`. */
            jwt: string;
            /** @description Seconds since 1970. */
            expireAt: number;
        };
        StateResponse: {
            /** @description The issuer of tokens and answers. */
            iss: string;
            /** @description Name of the machine. */
            host: string;
            /** @description The SIM's own number; empty when unknown. */
            number: string;
            unit: {
                model: string;
                version: string;
            };
            build: {
                number: string;
                branch: string;
                commit: string;
                time: string;
            };
            licenses: string[];
            sim: {
                /** @description Of the best modem, in dBm, as text; without a modem -113, the lowest value. */
                strength: string;
                /** @enum {string} */
                state: "SIGNAL_TOO_WEAK" | "SIGNAL_WARNING" | "SIGNAL_OK" | "NO_SIGNAL" | "SIM_NOT_INSERTED";
            };
        };
        User: {
            id: number;
            name: string;
            /** @description Identifiers of permissions. */
            rights: string[];
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
                 *       "code": 400,
                 *       "message": "Bad request",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 401,
                 *       "message": "Unauthorized",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 403,
                 *       "message": "Forbidden",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 404,
                 *       "message": "Not found",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 408,
                 *       "message": "Request timeout",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 409,
                 *       "message": "Conflict",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 413,
                 *       "message": "Request too large",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 415,
                 *       "message": "Unsupported media type",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 422,
                 *       "message": "Unprocessable entity",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 429,
                 *       "message": "Too many requests",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 500,
                 *       "message": "Internal error",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
                 *       "code": 503,
                 *       "message": "Service unavailable",
                 *       "reasons": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
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
    signIn: {
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
                 *       "username": "apiuser",
                 *       "password": "your-password"
                 *     }
                 */
                "application/json": components["schemas"]["Credentials"];
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
                     *       "jwt": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl",
                     *       "expireAt": 1767225600
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
    showMe: {
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
                     *       "rights": [
                     *         "rest-api"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                type?: ("sent" | "incoming" | "failed" | "queued")[];
                provider?: ("sms" | "telegram")[];
                /** @description The other side's number. */
                number?: string;
                /** @description ID or name of the system user who sent it. */
                user?: string;
                /** @description Not before. ISO 8601, or seconds since 1970. */
                start_date?: string;
                /** @description Not after. ISO 8601, or seconds since 1970. */
                end_date?: string;
                /** @description Most entries of one page. More than 1000 counts as 1000. */
                limit?: number;
                /** @description From 1. */
                page?: number;
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
                     * @example [
                     *       {
                     *         "id": "17",
                     *         "type": "queued",
                     *         "text": "Disk full on db1",
                     *         "provider": "sms",
                     *         "timestamp": "1767225600",
                     *         "isFlash": false,
                     *         "isRing": false,
                     *         "senders": [
                     *           {
                     *             "id": 3,
                     *             "type": "user",
                     *             "name": "apiuser",
                     *             "number": "",
                     *             "email": "",
                     *             "groups": []
                     *           }
                     *         ],
                     *         "recipients": [
                     *           {
                     *             "id": 0,
                     *             "type": "contact",
                     *             "name": "+491701234567",
                     *             "number": "+491701234567",
                     *             "email": "",
                     *             "groups": []
                     *           }
                     *         ]
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Message"][];
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
    sendMessage: {
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
                 *       "recipients": [
                 *         {
                 *           "to": "+491701234567",
                 *           "target": "number"
                 *         }
                 *       ],
                 *       "text": "Disk full on db1",
                 *       "provider": "sms",
                 *       "type": "default"
                 *     }
                 */
                "application/json": components["schemas"]["MessagePayload"];
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
                     * @example [
                     *       {
                     *         "id": "17",
                     *         "type": "queued",
                     *         "text": "Disk full on db1",
                     *         "provider": "sms",
                     *         "timestamp": "1767225600",
                     *         "isFlash": false,
                     *         "isRing": false,
                     *         "senders": [
                     *           {
                     *             "id": 3,
                     *             "type": "user",
                     *             "name": "apiuser",
                     *             "number": "",
                     *             "email": "",
                     *             "groups": []
                     *           }
                     *         ],
                     *         "recipients": [
                     *           {
                     *             "id": 0,
                     *             "type": "contact",
                     *             "name": "+491701234567",
                     *             "number": "+491701234567",
                     *             "email": "",
                     *             "groups": []
                     *           }
                     *         ]
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Message"][];
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
    showMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
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
                     *       "id": "17",
                     *       "type": "queued",
                     *       "text": "Disk full on db1",
                     *       "provider": "sms",
                     *       "timestamp": "1767225600",
                     *       "isFlash": false,
                     *       "isRing": false,
                     *       "senders": [
                     *         {
                     *           "id": 3,
                     *           "type": "user",
                     *           "name": "apiuser",
                     *           "number": "",
                     *           "email": "",
                     *           "groups": []
                     *         }
                     *       ],
                     *       "recipients": [
                     *         {
                     *           "id": 0,
                     *           "type": "contact",
                     *           "name": "+491701234567",
                     *           "number": "+491701234567",
                     *           "email": "",
                     *           "groups": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Message"];
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
    deleteMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            200: {
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
    listContacts: {
        parameters: {
            query?: {
                /** @description Only members of these groups, by ID or name. */
                group?: string[];
                /** @description Most entries of one page. More than 1000 counts as 1000. */
                limit?: number;
                /** @description From 1. */
                page?: number;
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
                     * @example [
                     *       {
                     *         "id": 4,
                     *         "type": "contact",
                     *         "name": "Anna Admin",
                     *         "number": "+491701234567",
                     *         "email": "anna@example.org",
                     *         "groups": [
                     *           {
                     *             "id": 2,
                     *             "name": "admins"
                     *           }
                     *         ]
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Contact"][];
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
    addContact: {
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
                 *       "name": "Anna Admin",
                 *       "number": "+491701234567",
                 *       "email": "anna@example.org",
                 *       "groups": [
                 *         2
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ContactPayload"];
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
                     *       "type": "contact",
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
    showContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                     *       "type": "contact",
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
    changeContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Anna Admin",
                 *       "number": "+491701234567",
                 *       "email": "anna@example.org",
                 *       "groups": [
                 *         2
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ContactPayload"];
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
                     *       "type": "contact",
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
            413: components["responses"]["RequestTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["UnprocessableEntity"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteContact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            200: {
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
    listContactGroups: {
        parameters: {
            query?: {
                /** @description Most entries of one page. More than 1000 counts as 1000. */
                limit?: number;
                /** @description From 1. */
                page?: number;
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
                     * @example [
                     *       {
                     *         "id": 2,
                     *         "name": "admins"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["ContactGroup"][];
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
    addContactGroup: {
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
                 *       "name": "admins"
                 *     }
                 */
                "application/json": components["schemas"]["ContactGroupPayload"];
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
                     *       "name": "admins"
                     *     }
                     */
                    "application/json": components["schemas"]["ContactGroup"];
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
    showContactGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                     *       "name": "admins"
                     *     }
                     */
                    "application/json": components["schemas"]["ContactGroup"];
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
    changeContactGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                "application/json": components["schemas"]["ContactGroupPayload"];
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
                     *       "name": "admins"
                     *     }
                     */
                    "application/json": components["schemas"]["ContactGroup"];
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
    deleteContactGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; the answer is empty. */
            200: {
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
    listContactsOfGroup: {
        parameters: {
            query?: {
                /** @description Most entries of one page. More than 1000 counts as 1000. */
                limit?: number;
                /** @description From 1. */
                page?: number;
            };
            header?: never;
            path: {
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
                     * @example [
                     *       {
                     *         "id": 4,
                     *         "type": "contact",
                     *         "name": "Anna Admin",
                     *         "number": "+491701234567",
                     *         "email": "anna@example.org",
                     *         "groups": [
                     *           {
                     *             "id": 2,
                     *             "name": "admins"
                     *           }
                     *         ]
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Contact"][];
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
    showState: {
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
                     *       "iss": "Aldis",
                     *       "host": "gateway",
                     *       "number": "",
                     *       "unit": {
                     *         "model": "Aldis",
                     *         "version": "1.0.0"
                     *       },
                     *       "build": {
                     *         "number": "1.0.0",
                     *         "branch": "main",
                     *         "commit": "1f2e3d4",
                     *         "time": "2026-01-01T00:00:00Z"
                     *       },
                     *       "licenses": [
                     *         "MIT"
                     *       ],
                     *       "sim": {
                     *         "strength": "-83",
                     *         "state": "SIGNAL_OK"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["StateResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    showSpecificationJson: {
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
                     *       "openapi": "3.0.3"
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    showSpecificationYaml: {
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
                    /** @example openapi: 3.0.3 */
                    "application/yaml": string;
                };
            };
            500: components["responses"]["InternalError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
