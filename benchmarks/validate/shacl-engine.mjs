// Validates DATA against SHAPES with shacl-engine, on the indexed store of n3; prints the number of results.
import { createReadStream } from 'node:fs'
import rdfDataModel from '@rdfjs/data-model'
import { Store, StreamParser } from 'n3'
import { Validator } from 'shacl-engine'

async function read (path) {
  const store = new Store()
  for await (const quad of createReadStream(path).pipe(new StreamParser())) store.add(quad)
  return store
}

const [data, shapes] = process.argv.slice(2)
const validator = new Validator(await read(shapes), { factory: rdfDataModel })
const report = await validator.validate({ dataset: await read(data) })
console.log(report.results.length)
