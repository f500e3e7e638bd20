/** Fetching GeoJSON from our own addresses, page after page. */
import Feature from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";

export interface Answer {
  /** In the view's projection; features without a place are left out. */
  features: Feature[];
  /** False when there were more pages than a map can show. */
  isWhole: boolean;
}

/** Pages are of up to 1,000 features: more marks than this say nothing on a map. */
const MOST_PAGES = 20;

interface Page {
  next?: string | null;
}

async function page(address: URL): Promise<Page> {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address.pathname} answered ${answer.status}`);
  return (await answer.json()) as Page;
}

function featuresOf(body: Page): Feature[] {
  const found = new GeoJSON().readFeatures(body, { featureProjection: "EPSG:3857" });
  return found.filter((feature): feature is Feature => feature instanceof Feature && Boolean(feature.getGeometry()));
}

/** The features of an address (a Feature, or a FeatureCollection with a `next` page). Raises when it does not answer. */
export async function fetchFeatures(url: string): Promise<Answer> {
  const features: Feature[] = [];
  let address: URL | null = new URL(url, location.href);
  for (let read = 0; address !== null && read < MOST_PAGES; read += 1) {
    const body = await page(address);
    features.push(...featuresOf(body));
    const following: URL | null = body.next ? new URL(body.next, address) : null;
    address = following?.origin === location.origin ? following : null;
  }
  return { features, isWhole: address === null };
}
