import { objectsIn, textsIn } from '../contract/members.ts';
import type { RawContent, JsonObject } from '../contract/raw-content.ts';
import { nestedParts } from './parts.ts';

/** An organization that offers content, as learners see it. `key` and `uuid` are the organization's own. */
export interface Partner {
  key: string | null;
  uuid: string | null;
  name: string;
  logo_image_url: string | null;
}

/**
 * The partners of content, each name once: a course's owners under the name and logo that the course sets in their place, a program's over
 * its courses, a pathway's over its courses and programs. Other content and what is made of parts that name none have their authoring
 * organizations; a run at last its `org`.
 */
export function partnersOf(raw: RawContent): Partner[] {
  const { courses, programs } = nestedParts(raw);
  const found = [...courses, ...programs].flatMap(organizationsOf);
  const partners = found.length > 0 ? found : organizationsOf(raw);
  return distinct(partners.length > 0 ? partners : nameless(raw));
}

function organizationsOf(content: JsonObject): Partner[] {
  const owners = objectsIn(content['owners']);
  const organizations = owners.length > 0 ? owners : objectsIn(content['authoring_organizations']);
  return organizations.flatMap((organization) => {
    const [name] = textsIn(content['organization_short_code_override'], organization['name'], organization['key']);
    const [logo = null] = textsIn(content['organization_logo_override_url'], organization['logo_image_url']);
    const [key = null] = textsIn(organization['key']);
    const [uuid = null] = textsIn(organization['uuid']);
    return name === undefined ? [] : [{ key, uuid, name, logo_image_url: logo }];
  });
}

function nameless(raw: RawContent): Partner[] {
  const [logo = null] = textsIn(raw['logo_image_urls']);
  return raw.content_type === 'courserun'
    ? textsIn(raw['org']).map((name) => ({ key: name, uuid: null, name, logo_image_url: logo }))
    : [];
}

function distinct(partners: readonly Partner[]): Partner[] {
  const byName = new Map<string, Partner>();
  for (const partner of partners) {
    if (!byName.has(partner.name)) {
      byName.set(partner.name, partner);
    }
  }
  return [...byName.values()];
}
